#pragma once

#include <QObject>
#include <QString>

#include <functional>
#include <optional>
#include <vector>

namespace lacquer::ui {

enum class Verdict { pass, warn, fail, info };

/// One sentence on the bottom line, with something to do about it.
struct Message {
    Verdict verdict = Verdict::info;
    QString text;
    QString action;                ///< "Locate…"; empty when there is nothing to press
    std::function<void()> perform; ///< of the action
};

/// What the window has to say. The newest shows; problems stay until they are dismissed, notes give
/// way after a while.
///
/// Thread   [main]
class Messages : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    void post(Message message);
    void note(const QString& text) { post({Verdict::info, text, {}, {}}); }
    void warn(const QString& text) { post({Verdict::warn, text, {}, {}}); }
    void fail(const QString& text) { post({Verdict::fail, text, {}, {}}); }
    const Message* current() const { return messages_.empty() ? nullptr : &messages_.back(); }
    std::size_t count() const { return messages_.size(); }
    void dismiss();

signals:
    void changed();

private:
    std::vector<Message> messages_;
};

} // namespace lacquer::ui
