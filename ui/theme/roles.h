#pragma once

/// The names that painting code may ask the theme for. Each stands for one entry of
/// assets/theme/lacquer.json; no colour and no size is written anywhere else.
namespace lacquer::ui {

enum class Role {
    surfaceWell, surface0, surface1, surface2, surface3, surface4, surfaceOverlay, lineHair,
    lineStrong, gridMinor, gridMajor, text1, text2, text3, textDisabled, textOnBright, accent,
    accentStrong, accentDim, accentWash, focus, playhead, selection, stateSolo, stateMute,
    stateMuteText, stateRecord, stateBypass, autoRead, autoTouch, autoLatch, autoWrite,
    autoTrim, verdictPass, verdictWarn, verdictFail, verdictInfo, meterWell, meterLow, meterMid,
    meterHot, meterPeak, meterOver, meterOverLabel, meterHold, meterTick, gr, meterGr, grDim,
    graphBefore, graphAfter, graphCurve, graphGhost, graphReference, faderCap, faderCapHover,
    faderCapLine, faderSlot, knobTrack, shadow,
};

/// Device-independent pixels on a 4-px grid.
enum class Size {
    hitMin, topbar, statusline, divider, panelHeader, sectionHeader, button, buttonLarge,
    buttonMini, field, tab, stripNarrow, stripWide, stripMix, stripMixWide, stripHeader,
    stripInsert, stripInsertWide, stripSend, stripSendWide, stripPan, stripMs, stripMsWide,
    stripReadout, stripFoot, stripNameFoot, faderCapW, faderCapH, faderCapWideW, faderCapWideH,
    faderSlot, faderMin, meterBar, meterGap, meterBarWide, meterBarMix, meterLamp, meterGr,
    meterHold, knobSmall, knob, knobLarge, knobArc, timelineMinimap, timelineMarkers,
    timelineRuler, timelineHeader, rowSmall, rowNormal, rowLarge, lane, clipHeader,
    clipFadeHandle, autoPoint, autoHit, eqNode, eqNodeHit, eqPiano, tableRow, tableRowDense,
    tableHeader, panelRight, panelRightNarrow, meterwall, meterwallNarrow, albumStrip, cardH,
    deliveryPanel,
};

/// How much of a hue goes over its ground.
enum class Mix {
    clipBody, clipBodySelected, clipHeader, clipPeak, clipRms, clipMutedOpacity, meterPeakOverRms,
    spectrumFill, bandFill, bandFillCut, bandFillSelected, headerHue, autoTint,
};

} // namespace lacquer::ui
