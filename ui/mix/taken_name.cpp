#include "ui/mix/taken_name.h"

#include <QMessageBox>
#include <QPushButton>

namespace lacquer::ui {

void askAboutTakenName(QWidget* parent, const QString& name, std::function<void(TakenName)> keep) {
    auto* question = new QMessageBox(QMessageBox::Question, QMessageBox::tr("The name is taken"),
                                     QMessageBox::tr("You have a preset \"%1\" with other settings.").arg(name), QMessageBox::Cancel, parent);
    question->setAttribute(Qt::WA_DeleteOnClose);
    const auto* replace = question->addButton(QMessageBox::tr("Replace it"), QMessageBox::DestructiveRole);
    auto* both = question->addButton(QMessageBox::tr("Keep both"), QMessageBox::AcceptRole);
    question->setDefaultButton(both);
    QObject::connect(question, &QMessageBox::buttonClicked, question, [replace, both, keep = std::move(keep)](const QAbstractButton* chosen) {
        if (chosen == replace) keep(TakenName::replace);
        if (chosen == both) keep(TakenName::number);
    });
    question->open();
}

} // namespace lacquer::ui
