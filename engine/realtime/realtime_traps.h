#pragma once

/// The functions that RealtimeGuard traps, replaced for the whole program in LACQUER_GUARDS builds.
namespace lacquer::realtime::detail {

#if defined(LACQUER_GUARDS)
inline constexpr bool trapsAreBuilt = true;
#else
inline constexpr bool trapsAreBuilt = false;
#endif

/// Makes the linker take the traps along with the guard.
void keepTrapsLinked() noexcept;

} // namespace lacquer::realtime::detail
