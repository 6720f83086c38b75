#include "ui/mix/chain_menu.h"

#include <QMenu>

#include <map>

namespace lacquer::ui {

void fillChainMenu(QMenu& menu, const Catalogue& catalogue, const std::function<void(const project::ChainPreset&)>& choose) {
    std::map<QString, QMenu*> groups;
    bool separated = false;
    for (const auto& [chain, own] : formats::allChains(catalogue)) {
        const QString name = QString::fromStdString(chain.name);
        const auto colon = own ? -1 : name.indexOf(": ");
        QMenu* into = &menu;
        if (colon > 0) {
            QMenu*& group = groups[name.left(colon)];
            if (!group) group = menu.addMenu(name.left(colon));
            into = group;
        } else if (own && !separated) {
            menu.addSeparator();
            separated = true;
        }
        into->addAction(colon > 0 ? name.mid(colon + 2) : name, &menu, [choose, preset = chain] { choose(preset); });
    }
}

} // namespace lacquer::ui
