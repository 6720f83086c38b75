#pragma once

#include <string>
#include <vector>

/// What is played, apart from how it sounds.
namespace lacquer::demo {

/// Beats are quarter notes from the song's start.
struct Note {
    double beat = 0;
    double length = 1;
    double pitch = 60; ///< MIDI number
    double velocity = 1;
};

struct Hit {
    double beat = 0;
    double velocity = 1;
};

struct Chord {
    int root = 60;              ///< MIDI number of the bass note
    std::vector<int> intervals; ///< above the root, for the players in the middle
};

enum class Section { intro, verse, chorus, outro };

struct Bar {
    Chord chord;
    Section section = Section::verse;
    bool fill = false; ///< the drums lead into the next section
};

/// A song's plan: its players read the same bars.
struct Score {
    std::string name;
    double beatsPerMinute = 100;
    double swing = 0; ///< how late the second of two sixteenths is, in sixteenths
    std::vector<Bar> bars;
    std::vector<Note> melody;
    std::vector<Note> harmony; ///< two voices behind the chorus

    double beats() const { return 4.0 * static_cast<double>(bars.size()); }
    double secondsAt(double beat) const;
    /// With room for the last notes to ring.
    double length() const { return secondsAt(beats()) + 2.0; }
};

Score paperLanterns();
Score northernLine();

/// The chord's notes, each in the octave that starts at `low`: hands that move little.
std::vector<int> voicing(const Chord& chord, int low);

} // namespace lacquer::demo
