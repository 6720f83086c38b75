#pragma once

#include "engine/project/change.h"
#include "engine/vocabulary/parameter.h"

#include <string>
#include <string_view>

/// Edits of a channel's chain of processors.
///
/// Errors   an unknown processor or parameter: the nearest name; a value outside its range
namespace lacquer::project {

/// The last place of a chain.
inline constexpr int kAtEnd = -1;

/// Puts a processor into the chain, `at` counting from 0.
Result<Added<InsertId>> addInsert(Project project,
                                  const Catalogue& catalogue,
                                  ChannelId channel,
                                  std::string_view processor,
                                  const ParameterValues& values = {},
                                  int at = kAtEnd);
Result<Project> removeInsert(Project project, ChannelId channel, InsertId insert);
/// Moves an insert to another place of its chain; `to` counts from 0 in the chain as it will be.
Result<Project> moveInsert(Project project, ChannelId channel, InsertId insert, int to);
/// A copy with all values on the same or another channel; automation stays behind.
Result<Added<InsertId>> copyInsert(Project project, ChannelId from, InsertId insert, ChannelId to,
                                   int at = kAtEnd);

/// Sets a number of an insert: of any kind but text. `bypass` sets the insert's own switch.
Result<Project> setInsertParameter(Project project, const Catalogue& catalogue, ChannelId channel,
                                   InsertId insert, std::string_view parameter, double value);
Result<Project> setInsertText(Project project, const Catalogue& catalogue, ChannelId channel,
                              InsertId insert, std::string_view parameter, std::string text);
/// All values at once: a preset, or "reset" when empty.
Result<Project> setInsertValues(Project project, ChannelId channel, InsertId insert,
                                ParameterValues values);
Result<Project> setInsertBypassed(Project project, ChannelId channel, InsertId insert, bool bypassed);
/// The side-chain source; none is internal. Refuses a loop.
Result<Project> setInsertKey(Project project, const Catalogue& catalogue, ChannelId channel,
                             InsertId insert, ChannelId key);

/// Null when the channel has no such insert.
const Insert* findInsert(const Channel& channel, InsertId insert);
/// Null when the processor has no such parameter.
const ParameterSpec* findParameter(const ProcessorSpec& processor, std::string_view id);

/// Puts a value among a processor's values; setting any value of an eq band turns that band on
/// (any `x.on` switch that is off by default follows `x.…`).
void putParameter(ParameterValues& values, const ProcessorSpec& processor,
                  const ParameterSpec& parameter, double value);

/// One `NAME=VALUE` of a processor as typed, into its values. For chains outside a project too.
Result<void> assignParameter(ParameterValues& values, const ProcessorSpec& processor,
                             std::string_view name, std::string_view text);

/// The processor of this id, or an error with the nearest one.
Result<const ProcessorSpec*> requireProcessor(const Catalogue& catalogue, std::string_view id);
/// The parameter of this id, or an error with the nearest one.
Result<const ParameterSpec*> requireParameter(const ProcessorSpec& processor, std::string_view id);

} // namespace lacquer::project
