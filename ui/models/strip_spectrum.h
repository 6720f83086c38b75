#pragma once

#include "ui/models/listening.h"
#include "ui/models/strip_isolation.h"
#include "ui/models/strip_probe.h"

#include <memory>
#include <optional>
#include <vector>

namespace lacquer::ui {

class Workspace;

/// The spectrum at one place of one strip, at the playhead: moving while it plays, of the moment it
/// stands at while it is stopped.
///
/// Out      24 points per octave from 20 Hz to 20 kHz, dB of full scale, tilted 3 dB per octave around
///          1 kHz so that music lies level
/// Thread   [main]
class StripSpectrum {
public:
    explicit StripSpectrum(Workspace& workspace);
    ~StripSpectrum();

    struct Place {
        MatchPoint point;
        PointSide side = PointSide::before;
        friend bool operator==(const Place&, const Place&) = default;
    };
    /// None: nothing is rendered, and the spectrum is empty.
    void watch(std::optional<Place> place);
    const std::optional<Place>& watched() const { return place_; }

    /// Once per tick of the workspace. True when the picture is another.
    bool advance(double elapsed);

    /// Empty while there is nothing to show.
    const std::vector<SpectrumPoint>& points() const { return points_; }
    /// Over about a second and a half, for what lasts: what masks what.
    const std::vector<SpectrumPoint>& lasting() const { return lasting_; }

private:
    void renew();
    void clear();
    void take(double elapsed, bool playing);

    Workspace& workspace_;
    std::optional<Place> place_;
    std::unique_ptr<StripProbe> probe_;
    std::shared_ptr<const project::Project> made_; ///< what the probe renders
    std::shared_ptr<const project::Project> seen_; ///< the project it was made from
    std::shared_ptr<const AudioSources> sources_;
    std::vector<SpectrumPoint> points_, lasting_;
    std::vector<float> mono_;
    PictureSpectrum transform_;
    double sincePicture_ = 1;
    double sinceStart_ = 1;
    FramePosition shownAt_{-1};
};

/// Where two spectra cover each other: both near their loudest, and neither far above the other.
struct Overlap {
    double from = 0, to = 0; ///< Hz
    friend bool operator==(const Overlap&, const Overlap&) = default;
};

/// Bands in which both are within 24 dB of their own loudest third and within 8 dB of each other once
/// both are brought to the same loudest, so that a level difference alone hides nothing. Both hold the
/// same frequencies.
std::vector<Overlap> overlapsOf(const std::vector<SpectrumPoint>& one, const std::vector<SpectrumPoint>& other);

} // namespace lacquer::ui
