#pragma once

#include "engine/processors/catalogue.h"
#include "engine/project/history.h"
#include "tests/engine/render/song_maker.h"

#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>

namespace lacquer::testing {

/// The sound of a storm's clips: one source is kept, all others sound alike, those too that freezing
/// makes while threads read.
class StormSources final : public AudioSources {
public:
    SourceId kept;
    Samples ofKept, ofOthers;

    std::unique_ptr<AudioReader> open(SourceId source) const override {
        return std::make_unique<MemoryReader>(source == kept ? ofKept : ofOthers);
    }
};

/// Makes edits at random, of every kind that a song can hear, with undo and redo between them. The
/// same seed makes the same storm.
class EditStorm {
public:
    /// What the storm must leave alone.
    enum class Spares {
        nothing,
        /// The first track and its way to the mix: what it sounds like, where and when.
        firstTrack,
    };

    EditStorm(unsigned seed, Spares spares);

    /// The next edit; refused ones are passed over.
    void next();

    std::shared_ptr<const project::Project> project() const {
        return std::make_shared<const project::Project>(history_.current());
    }
    SongId song() const { return song_; }
    const AudioSources& sources() const { return sources_; }
    const processors::ProcessorCatalogue& catalogue() const { return catalogue_; }
    ChannelId firstTrack() const { return first_; }
    /// A source that sounds, to compare with.
    SourceId sound() const { return sound_; }

    /// Of the newest project: something for a hand to hold.
    std::optional<ChannelId> anyChannel();
    std::optional<InsertId> anyInsert();

    /// How often each kind of edit was made.
    const std::map<std::string, int>& made() const { return made_; }
    /// All kinds that there are for this storm.
    std::vector<std::string> kinds() const;

private:
    struct Kind;
    using Try = Result<project::Project> (*)(EditStorm&, project::Project);

    struct Kind {
        const char* name;
        Try make;
        bool sparing; ///< may be made where the first track is spared
    };

    static const std::vector<Kind>& allKinds();
    bool mayMake(const Kind& kind) const { return kind.sparing || spares_ == Spares::nothing; }
    /// Everything arrives when it did: the latency of the mix is as it was.
    bool keepsTime(const project::Project& next) const;

    unsigned upTo(std::size_t limit) { return limit ? static_cast<unsigned>(random_() % limit) : 0; }
    double between(double low, double high) { return low + (high - low) * upTo(1001) / 1000.0; }
    FramePosition somewhere();

    const project::Song& songOf(const project::Project& project) const;
    ChannelId channelOf(const project::Project& project);
    ChannelId trackOf(const project::Project& project);
    ChannelId busOf(const project::Project& project);
    ChannelId vcaOf(const project::Project& project);
    std::pair<ChannelId, InsertId> insertOf(const project::Project& project);
    std::pair<ChannelId, SendId> sendOf(const project::Project& project);
    const project::Clip* clipOf(const project::Project& project);
    project::AutomationTarget targetOf(const project::Project& project, ChannelId channel, double& low, double& high);

    std::mt19937 random_;
    Spares spares_;
    processors::ProcessorCatalogue catalogue_;
    StormSources sources_;
    SongId song_;
    ChannelId first_;
    SourceId sound_;
    project::History history_;
    std::map<std::string, int> made_;
};

} // namespace lacquer::testing
