#include "app/demo/score.h"

#include <algorithm>
#include <cmath>

namespace lacquer::demo {
namespace {

const std::vector<int> kMajor{0, 4, 7}, kMinor{0, 3, 7}, kMinorSeventh{0, 3, 7, 10},
    kMajorSeventh{0, 4, 7, 11}, kAdded{0, 4, 7, 14}, kSuspended{0, 5, 7}, kFirstInversion{0, 3, 8};

void addBars(Score& score, Section section, const std::vector<Chord>& chords) {
    for (const Chord& chord : chords) score.bars.push_back({chord, section, false});
}

/// Notes written from a phrase's first beat.
void sing(std::vector<Note>& part, double from, const std::vector<Note>& phrase) {
    for (Note note : phrase) {
        note.beat += from;
        part.push_back(note);
    }
}

/// Two long voices of each chord, for the choir.
void hold(Score& score, std::size_t firstBar, std::size_t endBar, int low) {
    for (std::size_t bar = firstBar; bar < endBar; ++bar) {
        std::vector<int> notes = voicing(score.bars[bar].chord, low);
        for (std::size_t voice = 0; voice < 2 && voice < notes.size(); ++voice)
            score.harmony.push_back(
                {4.0 * static_cast<double>(bar), 3.8, static_cast<double>(notes[voice + notes.size() - 2]), 0.8});
    }
}

} // namespace

double Score::secondsAt(double beat) const {
    const double sixteenth = beat * 4;
    const auto whole = std::floor(sixteenth + 1e-6);
    const bool second = std::fmod(whole, 2.0) == 1.0;
    return (beat + (second ? swing / 4 : 0)) * 60 / beatsPerMinute + 0.25;
}

std::vector<int> voicing(const Chord& chord, int low) {
    std::vector<int> notes;
    for (int interval : chord.intervals) {
        int note = chord.root + interval;
        while (note < low) note += 12;
        while (note >= low + 12) note -= 12;
        notes.push_back(note);
    }
    std::sort(notes.begin(), notes.end());
    notes.erase(std::unique(notes.begin(), notes.end()), notes.end());
    return notes;
}

/// A slow one in A minor that opens into C major.
Score paperLanterns() {
    Score score;
    score.name = "Paper Lanterns";
    score.beatsPerMinute = 92;
    score.swing = 0.22;
    const Chord am{45, kMinorSeventh}, f{41, kMajorSeventh}, c{48, kAdded}, g{43, kMajor},
        gOverB{47, kFirstInversion}, gSus{43, kSuspended}, cOverE{40, kFirstInversion};
    addBars(score, Section::intro, {am, f});
    addBars(score, Section::verse, {am, f, c, gOverB, am, f, c, gSus});
    addBars(score, Section::chorus, {f, g, am, cOverE, f, g});
    addBars(score, Section::outro, {am, am});
    score.bars[1].fill = score.bars[9].fill = score.bars[15].fill = true;

    sing(score.melody, 8,
         {{0.5, 0.5, 64, 0.7}, {1, 0.5, 67, 0.8},    {1.5, 1, 69, 0.9},   {2.5, 0.5, 67, 0.8}, {3, 1.2, 64, 0.8},
          {4.5, 0.5, 60, 0.7}, {5, 0.5, 62, 0.8},    {5.5, 1.5, 64, 0.9}, {7, 0.5, 62, 0.7},   {7.5, 0.5, 60, 0.7},
          {8, 0.75, 64, 0.8},  {8.75, 0.25, 62, 0.7}, {9, 0.5, 60, 0.7},   {9.5, 1, 62, 0.8},   {10.5, 0.5, 64, 0.8},
          {11, 1, 67, 0.9},    {12, 2.5, 62, 0.85}});
    sing(score.melody, 24,
         {{0.5, 0.5, 69, 0.8}, {1, 0.5, 72, 0.9},  {1.5, 0.5, 71, 0.8}, {2, 1, 69, 0.85}, {3, 1, 67, 0.8},
          {4.5, 0.5, 69, 0.8}, {5, 0.5, 67, 0.8},  {5.5, 2, 64, 0.85},  {8, 0.5, 67, 0.8}, {8.5, 0.5, 69, 0.8},
          {9, 0.5, 67, 0.8},   {9.5, 1, 64, 0.8},  {10.5, 0.5, 62, 0.7}, {11, 1, 64, 0.8}, {12, 3, 62, 0.9}});
    sing(score.melody, 40,
         {{0, 1, 69, 0.95},    {1, 1, 72, 1},       {2, 0.5, 72, 0.9},  {2.5, 0.5, 71, 0.9}, {3, 1, 69, 0.9},
          {4, 1.5, 71, 1},     {5.5, 0.5, 69, 0.9}, {6, 1.5, 67, 0.95}, {7.5, 0.5, 69, 0.9}, {8, 1.5, 72, 1},
          {9.5, 0.5, 71, 0.9}, {10, 1, 69, 0.9},    {11, 1, 64, 0.85},  {12, 2.8, 67, 0.95}, {15, 0.5, 69, 0.9},
          {15.5, 0.5, 71, 0.9}, {16, 1.5, 72, 1},   {17.5, 0.5, 69, 0.9}, {18, 1, 72, 1},    {19, 1, 69, 0.9},
          {20, 1, 71, 1},      {21, 1, 74, 1},      {22, 0.5, 71, 0.9}, {22.5, 0.5, 69, 0.9}, {23, 1, 67, 0.95},
          {24, 4, 69, 0.9}});
    hold(score, 10, 16, 64);
    return score;
}

/// A fast one in E major.
Score northernLine() {
    Score score;
    score.name = "Northern Line";
    score.beatsPerMinute = 118;
    score.swing = 0;
    const Chord e{40, kAdded}, a{45, kMajor}, b{47, kMajor}, cm{49, kMinor};
    addBars(score, Section::intro, {e, a});
    addBars(score, Section::verse, {e, cm, a, b, e, cm, a, b});
    addBars(score, Section::chorus, {a, e, b, cm, a, e, b, b});
    addBars(score, Section::outro, {e, e});
    score.bars[1].fill = score.bars[9].fill = score.bars[17].fill = true;

    const std::vector<Note> verse{
        {0, 0.5, 64, 0.8},    {0.5, 0.5, 68, 0.8}, {1, 1.2, 71, 0.95},  {2.5, 0.5, 71, 0.85}, {3, 0.5, 73, 0.9},
        {3.5, 0.5, 71, 0.85}, {4, 1.4, 68, 0.9},   {5.5, 0.5, 64, 0.8}, {6, 0.5, 66, 0.8},    {6.5, 1, 68, 0.9},
        {8, 0.5, 69, 0.85},   {8.5, 0.5, 69, 0.8}, {9, 1, 73, 0.95},    {10, 0.5, 71, 0.85},  {10.5, 0.5, 69, 0.85},
        {11, 1, 68, 0.9}};
    sing(score.melody, 8, verse);
    sing(score.melody, 8, {{12, 2.4, 66, 0.9}, {14.5, 0.5, 63, 0.8}, {15, 0.9, 66, 0.85}});
    sing(score.melody, 24, verse);
    sing(score.melody, 24, {{12, 1, 68, 0.9}, {13, 0.5, 69, 0.9}, {13.5, 2.3, 71, 1}});
    const std::vector<Note> chorus{
        {0, 1, 73, 1},        {1, 1.4, 76, 1},     {2.5, 0.5, 73, 0.9}, {3, 1, 71, 0.95},     {4, 0.5, 71, 0.9},
        {4.5, 0.5, 68, 0.85}, {5, 1.5, 71, 0.95},  {7, 0.5, 68, 0.85},  {7.5, 0.5, 71, 0.9},  {8, 1, 75, 1},
        {9, 1, 71, 0.95},     {10, 0.5, 73, 0.9},  {10.5, 0.5, 75, 0.95}, {11, 1, 71, 0.95},  {12, 1.5, 76, 1},
        {13.5, 0.5, 75, 0.95}, {14, 1.8, 73, 0.95}};
    sing(score.melody, 40, chorus);
    sing(score.melody, 56, {chorus.begin(), chorus.begin() + 8});
    sing(score.melody, 56,
         {{8, 1, 75, 1}, {9, 1, 71, 0.95}, {10, 0.5, 75, 0.95}, {10.5, 1.5, 78, 1}, {12, 1, 75, 1},
          {13, 0.5, 73, 0.9}, {13.5, 2.4, 75, 1}, {16, 4, 76, 0.95}});
    hold(score, 10, 18, 64);
    return score;
}

} // namespace lacquer::demo
