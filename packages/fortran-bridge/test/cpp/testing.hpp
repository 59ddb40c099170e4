// The little that a C++ test needs: a failed check says where, and the program leaves with 1.
#ifndef TESTING_HPP
#define TESTING_HPP

#include <rankwise.hpp>

#include <cstdio>
#include <cstdlib>
#include <string>

#define CHECK(...)                                                                         \
  do {                                                                                     \
    if (!(__VA_ARGS__)) {                                                                  \
      std::fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__, #__VA_ARGS__); \
      std::exit(1);                                                                        \
    }                                                                                      \
  } while (0)

#define CHECK_THROWS(expected, text, ...) \
  check_throws([&] { static_cast<void>(__VA_ARGS__); }, expected, text, __FILE__, __LINE__)

/// The call throws an Error of this status, whose message contains the text and begins with the rank.
template <class Call>
void check_throws(Call call, rw_status expected, const std::string &text, const char *file, int line) {
  std::string got = "nothing was thrown";
  try {
    call();
  } catch (const rankwise::Error &error) {
    got = std::string(rw_status_name(error.status())) + ", \"" + error.what() + "\"";
    if (error.status() == expected && got.find(text) != std::string::npos && got.find("\"rank ") != std::string::npos) {
      return;
    }
  }
  std::fprintf(stderr, "%s:%d: %s; expected %s with \"%s\"\n", file, line, got.c_str(), rw_status_name(expected),
               text.c_str());
  std::exit(1);
}

/// A model made by test/models/makeModels.mjs; argv[1] of every test is their folder.
inline std::string folder;  // NOLINT
inline std::string model_file(const std::string &name) { return folder + "/" + name + ".onnx"; }

#endif
