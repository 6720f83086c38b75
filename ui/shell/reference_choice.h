#pragma once

#include "engine/vocabulary/ids.h"

class QString;

namespace lacquer::ui {

class Workspace;

enum class HearIt { no, yes };

/// Puts a source of the pool on the monitor desk, at the loudness of the mix where both are known.
void chooseReference(Workspace& workspace, SourceId source, HearIt hear);
/// Measures the desk's reference beside the window and levels it to what the mix has measured since its
/// loudness was last reset.
void matchReference(Workspace& workspace);
/// Takes a finished song into the project, among the album's references, and puts it on the desk.
void addReferenceFile(Workspace& workspace, const QString& file);

} // namespace lacquer::ui
