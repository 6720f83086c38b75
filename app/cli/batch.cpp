#include "app/cli/commands.h"
#include "app/cli/edit_command.h"
#include "app/cli/line_reader.h"
#include "app/cli/steps.h"
#include "engine/processors/catalogue.h"
#include "formats/project/project_store.h"

#include <fmt/format.h>

#include <cstdio>

namespace lacquer::cli {
namespace {

Result<void> carryOut(formats::ProjectStore& store, const processors::ProcessorCatalogue& catalogue,
                      const std::vector<std::string>& words) {
    if (words.front() == "undo" || words.front() == "redo") {
        const auto count = parseSteps(words.size() > 1 ? words[1] : "1");
        if (!count) return tl::make_unexpected(count.error());
        const bool back = words.front() == "undo";
        const auto steps = back ? store.undo(*count) : store.redo(*count);
        if (!steps) return tl::make_unexpected(steps.error());
        if (*steps == 0) return badInput(nothingLeft(back));
        return {};
    }
    const auto work = parseEditLine(words);
    if (!work) return tl::make_unexpected(work.error());
    auto edit = (*work)(*store.project(), EditContext{catalogue, store.folder()});
    if (!edit) return tl::make_unexpected(edit.error());
    return store.commit(edit->name, std::move(edit->project));
}

void answer(const std::string& text) {
    std::fputs(text.c_str(), stdout);
    std::fputc('\n', stdout);
    std::fflush(stdout);
}

Status run(const std::string& folder, const std::string& file) {
    auto lines = LineReader::open(file);
    if (!lines) return tl::make_unexpected(lines.error());
    auto store = formats::ProjectStore::open(folder);
    if (!store) return tl::make_unexpected(store.error());
    for (const std::string& note : store->notes()) fmt::print(stderr, "lacquer: {}\n", note);
    const processors::ProcessorCatalogue catalogue;
    int status = 0;
    while (auto line = lines->next()) {
        const auto words = wordsOf(*line);
        Result<void> done;
        if (!words) done = tl::make_unexpected(words.error());
        else if (words->empty()) continue;
        else done = carryOut(*store, catalogue, *words);
        if (done) {
            answer("ok");
            continue;
        }
        std::string message = done.error().message;
        for (char& c : message)
            if (c == '\n') c = ' ';
        answer("error: " + message);
        status = exitStatusOf(done.error().kind);
    }
    if (interrupted()) return fail(ErrorKind::cancelled, "Stopped; what was answered with ok is saved.");
    return status;
}

} // namespace

void addBatchCommand(Command& app, Dispatch& dispatch) {
    auto folder = std::make_shared<std::string>();
    auto file = std::make_shared<std::string>("-");
    Command* command =
        app.addCommand("batch", "Many edits with one opening, one command per line");
    command->addOption("PROJECT", *folder, "The project's folder").required();
    command->addOption("FILE", *file, "Where the lines are; - is stdin").showDefault();
    command->footer("Lines are commands without the program's name and PROJECT: set \"Song/Bass\" "
                    "fader=-4dB. Each is answered at once: ok when the edit is safe on disk, or error: "
                    "and why. Empty lines and lines from # on are passed over.");
    command->callback([folder, file, &dispatch] {
        dispatch.work = [folder, file] { return run(*folder, *file); };
    });
}

} // namespace lacquer::cli
