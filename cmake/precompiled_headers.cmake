# Headers of others that most files of a folder begin with, read once for all of them. It spares a
# fifth of a build from nothing; a compiler cache finds less again, so it is for builds without one.
option(LACQUER_PRECOMPILED_HEADERS "Read the large headers of others once" OFF)

set(LACQUER_STANDARD_HEADERS
    <algorithm> <array> <cmath> <cstdint> <filesystem> <functional> <limits> <map> <memory> <mutex>
    <optional> <set> <span> <string> <string_view> <system_error> <thread> <utility> <vector>)

# A kind of headers is compiled once, in a library of its own; its users must take the same flags.
function(lacquer_header_kind kind)
    cmake_parse_arguments(KIND "" "" "HEADERS;LIBRARIES" ${ARGN})
    if(NOT LACQUER_PRECOMPILED_HEADERS)
        return()
    endif()
    set(empty ${CMAKE_BINARY_DIR}/precompiled/${kind}.cpp)
    file(CONFIGURE OUTPUT ${empty} CONTENT "")
    add_library(lacquer_${kind}_headers STATIC ${empty})
    target_link_libraries(lacquer_${kind}_headers PRIVATE lacquer::flags ${KIND_LIBRARIES})
    target_precompile_headers(lacquer_${kind}_headers PRIVATE ${LACQUER_STANDARD_HEADERS} ${KIND_HEADERS})
    set_target_properties(lacquer_${kind}_headers PROPERTIES AUTOMOC OFF)
endfunction()

# Must the targets have those headers first? Files include what they need all the same.
function(lacquer_precompile kind)
    if(LACQUER_PRECOMPILED_HEADERS)
        foreach(target ${ARGN})
            target_precompile_headers(${target} REUSE_FROM lacquer_${kind}_headers)
        endforeach()
    endif()
endfunction()
