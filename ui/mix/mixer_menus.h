#pragma once

#include "ui/mix/mixer_actions.h"
#include "ui/models/strip.h"
#include "ui/theme/theme.h"

#include <functional>

class QMenu;

/// The right-click menus of the console.
namespace lacquer::ui {

/// Every processor of the catalogue; `chosen` gets its id.
void fillProcessorMenu(QMenu& menu, const Catalogue& catalogue, const std::function<void(std::string)>& chosen);
/// Of a place in a chain: edit, bypass, replace, move, remove; or add.
void fillInsertMenu(QMenu& menu, Workspace& workspace, MixerActions& actions, ChannelId channel, InsertId insert, int place);
/// Of a strip's name: rename, colour, route, group, duplicate, remove.
void fillStripMenu(QMenu& menu, const Theme& theme, Workspace& workspace, MixerActions& actions, const Strip& strip, const std::function<void()>& rename);
void fillOutputMenu(QMenu& menu, Workspace& workspace, MixerActions& actions, const Strip& strip);
void fillVcaMenu(QMenu& menu, Workspace& workspace, MixerActions& actions, const Strip& strip);
void fillModeMenu(QMenu& menu, MixerActions& actions, const Strip& strip);
/// Listening to a channel beside the mix, after or before its fader.
void fillListenMenu(QMenu& menu, Workspace& workspace, MixerActions& actions, ChannelId channel);
/// Freezes what of these tracks is live, and unfreezes what is frozen; nothing for buses.
void fillFreezeMenu(QMenu& menu, Workspace& workspace, const std::vector<ChannelId>& channels);
/// A strip without its chain, or without anything that was done to it, as loud as it is now.
void fillMatchMenu(QMenu& menu, Workspace& workspace, const Strip& strip);
void fillSendMenu(QMenu& menu, MixerActions& actions, ChannelId channel, const SendCell& send);

} // namespace lacquer::ui
