#include "ui/models/messages.h"

#include <algorithm>

namespace lacquer::ui {

void Messages::post(Message message) {
    // The same sentence again comes to the top, it does not pile up; a note replaces a note.
    std::erase_if(messages_, [&](const Message& old) {
        return old.text == message.text || old.verdict == Verdict::info || old.verdict == Verdict::pass;
    });
    messages_.push_back(std::move(message));
    emit changed();
}

void Messages::dismiss() {
    if (messages_.empty()) return;
    messages_.pop_back();
    emit changed();
}

} // namespace lacquer::ui
