#include "app/demo/recording.h"

namespace lacquer::demo {
namespace {

constexpr const char* kPaperLanterns = R"(
## Groups and effects of Paper Lanterns
bus "Paper Lanterns" Drums
bus "Paper Lanterns" Band
bus "Paper Lanterns" Voices
bus "Paper Lanterns" "Drum Room"
bus "Paper Lanterns" Hall
bus "Paper Lanterns" "Vocal Plate"
route "Paper Lanterns/Kick" Drums
route "Paper Lanterns/Snare" Drums
route "Paper Lanterns/Hats" Drums
route "Paper Lanterns/Toms" Drums
route "Paper Lanterns/Cymbals" Drums
route "Paper Lanterns/Shaker" Drums
route "Paper Lanterns/Bass" Band
route "Paper Lanterns/Guitar L" Band
route "Paper Lanterns/Guitar R" Band
route "Paper Lanterns/Keys" Band
route "Paper Lanterns/Pad" Band
route "Paper Lanterns/Lead Vox" Voices
route "Paper Lanterns/Lead Vox Double" Voices
route "Paper Lanterns/Backing Vox" Voices
insert "Paper Lanterns/Drum Room" reverb style=room decay=0.7s mix=100% lowcut=180Hz
insert "Paper Lanterns/Hall" reverb style=hall decay=2.4s predelay=25ms mix=100% lowcut=200Hz highcut=9kHz
insert "Paper Lanterns/Vocal Plate" reverb style=plate decay=1.6s predelay=45ms mix=100% lowcut=250Hz
## Balance of Paper Lanterns
set "Paper Lanterns/Kick" fader=-2dB
set "Paper Lanterns/Snare" fader=-1dB pan=R4
set "Paper Lanterns/Hats" fader=-4dB pan=L28
set "Paper Lanterns/Toms" fader=-5dB
set "Paper Lanterns/Cymbals" fader=-9dB
set "Paper Lanterns/Shaker" fader=-10dB pan=R45
set "Paper Lanterns/Bass" fader=-4dB
set "Paper Lanterns/Guitar L" fader=-2dB pan=L78
set "Paper Lanterns/Guitar R" fader=-2dB pan=R78
set "Paper Lanterns/Keys" fader=-3.5dB
set "Paper Lanterns/Pad" fader=-7dB width=130%
set "Paper Lanterns/Lead Vox" fader=-4.5dB
set "Paper Lanterns/Lead Vox Double" fader=-17dB pan=L18
set "Paper Lanterns/Backing Vox" fader=-13dB
## Tone of Paper Lanterns
insert "Paper Lanterns/Kick" eq band1.type=bell band1.freq=62Hz band1.gain=2.5dB band1.q=1.1 band2.type=bell band2.freq=330Hz band2.gain=-4dB band2.q=1.2 band3.type=bell band3.freq=3.6kHz band3.gain=3dB
insert "Paper Lanterns/Kick" compressor threshold=-16dB ratio=3 attack=22ms release=110ms
insert "Paper Lanterns/Snare" eq band1.type=lowcut band1.freq=95Hz band2.type=bell band2.freq=200Hz band2.gain=2dB band3.type=highshelf band3.freq=7kHz band3.gain=2.5dB
insert "Paper Lanterns/Snare" compressor threshold=-20dB ratio=3.5 attack=14ms release=120ms makeup=2dB
insert "Paper Lanterns/Hats" eq band1.type=lowcut band1.freq=420Hz band2.type=highshelf band2.freq=11kHz band2.gain=-2dB
insert "Paper Lanterns/Bass" eq band1.type=lowcut band1.freq=32Hz band2.type=bell band2.freq=90Hz band2.gain=-2dB band3.type=bell band3.freq=850Hz band3.gain=3.5dB
insert "Paper Lanterns/Bass" compressor threshold=-20dB ratio=4 attack=25ms release=160ms makeup=2dB
insert "Paper Lanterns/Guitar L" eq band1.type=lowcut band1.freq=120Hz band2.type=bell band2.freq=2.4kHz band2.gain=-1.5dB
insert "Paper Lanterns/Guitar R" eq band1.type=lowcut band1.freq=120Hz band2.type=bell band2.freq=3.2kHz band2.gain=-1.5dB
insert "Paper Lanterns/Keys" eq band1.type=lowcut band1.freq=110Hz band2.type=highshelf band2.freq=4kHz band2.gain=3dB
insert "Paper Lanterns/Pad" eq band1.type=lowcut band1.freq=220Hz band2.type=highcut band2.freq=9kHz
insert "Paper Lanterns/Lead Vox" eq band1.type=lowcut band1.freq=110Hz band2.type=bell band2.freq=420Hz band2.gain=-2.5dB band2.q=1.2 band3.type=bell band3.freq=3.4kHz band3.gain=3dB band4.type=highshelf band4.freq=10kHz band4.gain=4dB
insert "Paper Lanterns/Lead Vox" compressor threshold=-22dB ratio=3 attack=8ms release=110ms knee=8dB makeup=2dB
insert "Paper Lanterns/Lead Vox Double" eq band1.type=lowcut band1.freq=180Hz
insert "Paper Lanterns/Backing Vox" eq band1.type=lowcut band1.freq=200Hz band2.type=highshelf band2.freq=8kHz band2.gain=2dB
insert "Paper Lanterns/Drums" compressor threshold=-18dB ratio=2 attack=30ms release=140ms makeup=1dB
insert "Paper Lanterns/Drums" limiter gain=2dB ceiling=-7dB release=60ms style=punchy
insert "Paper Lanterns/Mix" eq band1.type=lowcut band1.freq=24Hz band2.type=highshelf band2.freq=9kHz band2.gain=1dB
insert "Paper Lanterns/Mix" compressor threshold=-18dB ratio=1.8 attack=30ms release=150ms knee=10dB makeup=2.5dB
## Spaces of Paper Lanterns
send "Paper Lanterns/Snare" "Drum Room" level=-14dB
send "Paper Lanterns/Toms" "Drum Room" level=-12dB
send "Paper Lanterns/Hats" "Drum Room" level=-22dB
send "Paper Lanterns/Guitar L" Hall level=-20dB
send "Paper Lanterns/Guitar R" Hall level=-20dB
send "Paper Lanterns/Keys" Hall level=-19dB
send "Paper Lanterns/Pad" Hall level=-15dB
send "Paper Lanterns/Lead Vox" "Vocal Plate" level=-15dB
send "Paper Lanterns/Lead Vox" Hall level=-24dB
send "Paper Lanterns/Backing Vox" Hall level=-12dB
## Movement of Paper Lanterns
automate "Paper Lanterns/Lead Vox" fader 0s=-4.5dB 25.8s=-4.5dB 26.6s=-3.5dB 41.5s=-3.5dB 42.5s=-4.5dB
automate "Paper Lanterns/Pad" fader 0s=-4dB 4s=-4dB 6s=-9dB 25s=-8dB 26.4s=-6dB 42s=-6dB 47s=-11dB
automate "Paper Lanterns/Keys" fader 0s=-2dB 5s=-2dB 6.5s=-4dB 26s=-4dB 26.6s=-3dB
automate "Paper Lanterns/Lead Vox" send.Hall 0s=-24dB 41s=-24dB 42.2s=-14dB
)";

constexpr const char* kNorthernLine = R"(
## Groups and effects of Northern Line
bus "Northern Line" Drums
bus "Northern Line" Band
bus "Northern Line" Voices
bus "Northern Line" "Drum Room"
bus "Northern Line" "Vocal Plate"
route "Northern Line/Kick" Drums
route "Northern Line/Snare" Drums
route "Northern Line/Hats" Drums
route "Northern Line/Toms" Drums
route "Northern Line/Cymbals" Drums
route "Northern Line/Shaker" Drums
route "Northern Line/Bass" Band
route "Northern Line/Guitar L" Band
route "Northern Line/Guitar R" Band
route "Northern Line/Organ" Band
route "Northern Line/Pad" Band
route "Northern Line/Lead Vox" Voices
route "Northern Line/Lead Vox Double" Voices
route "Northern Line/Backing Vox" Voices
insert "Northern Line/Drum Room" reverb style=chamber decay=0.9s mix=100% lowcut=200Hz
insert "Northern Line/Vocal Plate" reverb style=plate decay=1.3s predelay=30ms mix=100% lowcut=280Hz
## Balance of Northern Line
set "Northern Line/Kick" fader=-2.5dB
set "Northern Line/Snare" fader=0dB
set "Northern Line/Hats" fader=-4.5dB pan=R30
set "Northern Line/Toms" fader=-5dB
set "Northern Line/Cymbals" fader=-9dB
set "Northern Line/Shaker" fader=-10dB pan=L50
set "Northern Line/Bass" fader=-5dB
set "Northern Line/Guitar L" fader=-3.5dB pan=L85
set "Northern Line/Guitar R" fader=-3.5dB pan=R85
set "Northern Line/Organ" fader=-7dB
set "Northern Line/Pad" fader=-10dB width=140%
set "Northern Line/Lead Vox" fader=-5dB
set "Northern Line/Lead Vox Double" fader=-16dB pan=R20
set "Northern Line/Backing Vox" fader=-13dB
## Tone of Northern Line
insert "Northern Line/Kick" eq band1.type=bell band1.freq=70Hz band1.gain=2dB band2.type=bell band2.freq=300Hz band2.gain=-4dB band3.type=bell band3.freq=4.2kHz band3.gain=4dB
insert "Northern Line/Kick" compressor threshold=-16dB ratio=4 attack=18ms release=80ms
insert "Northern Line/Snare" eq band1.type=lowcut band1.freq=110Hz band2.type=bell band2.freq=1.1kHz band2.gain=-2dB band3.type=highshelf band3.freq=6kHz band3.gain=3dB
insert "Northern Line/Snare" compressor threshold=-20dB ratio=4 attack=10ms release=90ms makeup=2dB
insert "Northern Line/Hats" eq band1.type=lowcut band1.freq=500Hz
insert "Northern Line/Bass" eq band1.type=lowcut band1.freq=34Hz band2.type=bell band2.freq=1kHz band2.gain=4dB
insert "Northern Line/Bass" compressor threshold=-20dB ratio=4 attack=20ms release=90ms makeup=1.5dB
insert "Northern Line/Guitar L" eq band1.type=lowcut band1.freq=130Hz band2.type=highshelf band2.freq=6kHz band2.gain=1.5dB
insert "Northern Line/Guitar R" eq band1.type=lowcut band1.freq=130Hz band2.type=highshelf band2.freq=7kHz band2.gain=1.5dB
insert "Northern Line/Organ" eq band1.type=lowcut band1.freq=150Hz band2.type=bell band2.freq=500Hz band2.gain=-2dB
insert "Northern Line/Pad" eq band1.type=lowcut band1.freq=260Hz
insert "Northern Line/Lead Vox" eq band1.type=lowcut band1.freq=120Hz band2.type=bell band2.freq=500Hz band2.gain=-2.5dB band3.type=bell band3.freq=3.2kHz band3.gain=3.5dB band4.type=highshelf band4.freq=10kHz band4.gain=4dB
insert "Northern Line/Lead Vox" compressor threshold=-22dB ratio=3.5 attack=6ms release=90ms knee=8dB makeup=2dB
insert "Northern Line/Lead Vox Double" eq band1.type=lowcut band1.freq=200Hz
insert "Northern Line/Backing Vox" eq band1.type=lowcut band1.freq=220Hz band2.type=highshelf band2.freq=8kHz band2.gain=2dB
insert "Northern Line/Drums" compressor threshold=-17dB ratio=2 attack=25ms release=100ms makeup=1dB
insert "Northern Line/Drums" limiter gain=2dB ceiling=-6.5dB release=60ms style=punchy
insert "Northern Line/Mix" eq band1.type=lowcut band1.freq=26Hz band2.type=highshelf band2.freq=9kHz band2.gain=1dB
insert "Northern Line/Mix" compressor threshold=-18dB ratio=1.8 attack=30ms release=120ms knee=10dB makeup=2dB
## Spaces of Northern Line
send "Northern Line/Snare" "Drum Room" level=-13dB
send "Northern Line/Toms" "Drum Room" level=-12dB
send "Northern Line/Cymbals" "Drum Room" level=-24dB
send "Northern Line/Guitar L" "Drum Room" level=-24dB
send "Northern Line/Guitar R" "Drum Room" level=-24dB
send "Northern Line/Organ" "Vocal Plate" level=-22dB
send "Northern Line/Pad" "Vocal Plate" level=-18dB
send "Northern Line/Lead Vox" "Vocal Plate" level=-16dB
send "Northern Line/Backing Vox" "Vocal Plate" level=-12dB
## Movement of Northern Line
automate "Northern Line/Lead Vox" fader 0s=-5dB 20.2s=-5dB 20.8s=-4dB 36.5s=-4dB 37s=-5dB
automate "Northern Line/Organ" fader 0s=-8dB 20s=-8dB 20.6s=-6dB 37s=-6dB
automate "Northern Line/Pad" fader 0s=-7dB 4.2s=-11dB 20s=-11dB 20.6s=-8dB 38s=-8dB 42s=-13dB
automate "Northern Line/Guitar L" pan 0s=L85 20s=L85 20.6s=L100
automate "Northern Line/Guitar R" pan 0s=R85 20s=R85 20.6s=R100
)";

constexpr const char* kAlbum = R"(
## The album First Light
album add "Paper Lanterns" "Northern Line"
album gap 2 1.5
album meta title="First Light" artist="The Lacquer Sessions" genre=Indie year=2026 upc=200000000004 copyright="The Lacquer Sessions"
album meta 1 title="Paper Lanterns" artist="The Lacquer Sessions" composer="The Lacquer Sessions" isrc=ZZLAC2600001
album meta 2 title="Northern Line" artist="The Lacquer Sessions" composer="The Lacquer Sessions" isrc=ZZLAC2600002
## Master of First Light
insert @album eq band1.type=lowshelf band1.freq=90Hz band1.gain=0.7dB band2.type=bell band2.freq=320Hz band2.gain=-1dB band2.q=0.8 band3.type=highshelf band3.freq=10kHz band3.gain=1.2dB
insert @album limiter gain=4.5dB ceiling=-1.1dB release=120ms style=transparent
)";

} // namespace

std::string demoMix() { return std::string(kPaperLanterns) + kNorthernLine + kAlbum; }

} // namespace lacquer::demo
