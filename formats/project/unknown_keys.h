#pragma once

#include "engine/project/project.h"
#include "formats/project/json_values.h"

#include <map>
#include <string>

namespace lacquer::formats {

/// What a newer version wrote into a project that this one does not know: kept as it came, and put
/// back where it was when the document is written, so that editing with this version loses nothing.
///
/// A place in the document is a path of keys; parts of a list go by their id, so that a clip keeps its
/// own when it moves on its track or to another one. Points of a tempo map, which have no id, go by
/// their position. What was taken away is put aside in the document and comes back with undo.
///
/// A clip that is copied or cut off from another has an id of its own: inherit() gives it what that one
/// has. Other parts that are made from others start without.
class UnknownKeys {
public:
    /// `read` is what a file holds, `written` what this version writes for the same value. A change
    /// of a project (a line of the journal) is read alike; what came last counts.
    void learn(const Json& read, const Json& written, const std::string& place = {});
    /// Of a document: what earlier sessions put aside comes first.
    void learnDocument(const Json& read, const Json& written);

    /// An edit was made: its new clips have what the clip has whose sound they are, whole or a part.
    void inherit(const project::Project& before, const project::Project& after);

    void putBack(Json& document) const;
    bool empty() const { return at_.empty(); }

private:
    std::map<std::string, Json> at_; ///< by place: an object of the keys that are not known
};

} // namespace lacquer::formats
