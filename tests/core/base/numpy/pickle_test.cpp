// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/base/error.h"
#include "core/base/files/byte_reader.h"
#include "core/base/numpy/pickle.h"
#include "core/base/rng.h"
#include <filesystem>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace convscope::test {

namespace {

using namespace std::string_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::StartsWith;

Pickle read(std::string_view bytes)
{
    return readPickle(
        "x.pkl", { reinterpret_cast<const std::uint8_t *>(bytes.data()), bytes.size() });
}

std::string pickleError(std::string_view bytes)
{
    try {
        read(bytes);
    } catch (const Error &error) {
        return error.what();
    }
    return "read";
}

const PickleValue &item(const Pickle &pickle, std::string_view key)
{
    const PickleValue *found = pickledItem(pickle.root(), key);
    if (found == nullptr)
        throw std::runtime_error("there is no " + std::string(key));
    return *found;
}

const PickleArray &array(const Pickle &pickle, std::string_view key)
{
    const PickleArray *found = pickledArray(item(pickle, key));
    if (found == nullptr)
        throw std::runtime_error(std::string(key) + " is no array");
    return *found;
}

/// Opcodes that make `key` of protocol 2 to 5's short text.
std::string shortText(const std::string &text)
{
    return "\x8c" + std::string(1, static_cast<char>(text.size())) + text;
}

// Made by tests/data/make_pickles.py.
std::string golden(int protocol)
{
    const auto path = std::filesystem::path(TEST_SOURCE_DIR) / "data"
        / ("values_" + std::to_string(protocol) + ".pickle");
    const auto bytes = readFile(path, 1U << 16U);
    return { bytes.begin(), bytes.end() };
}

class EachProtocol : public testing::TestWithParam<int> { };

} // namespace

TEST_P(EachProtocol, valuesAreWhatPythonWrote)
{
    const Pickle pickle = read(golden(GetParam()));
    EXPECT_EQ(*pickledText(item(pickle, "text")), "a\xc3\xa9\xe2\x82\xac\n\\");
    EXPECT_EQ(*pickledText(item(pickle, "bytes")), "\0\xff"s);
    EXPECT_EQ(*pickledText(item(pickle, "empty")), "");
    const auto &numbers = pickledSequence(item(pickle, "numbers"))->items;
    ASSERT_EQ(numbers.size(), 9U);
    std::vector<std::int64_t> whole;
    for (std::size_t i = 0; i < 6; ++i)
        whole.push_back(std::get<std::int64_t>(numbers[i]->content));
    EXPECT_THAT(whole, ElementsAre(0, 255, 65535, -1, 2147483648, INT64_MIN));
    EXPECT_EQ(std::get<double>(numbers[6]->content), 1.5);
    EXPECT_EQ(std::get<bool>(numbers[7]->content), true);
    EXPECT_TRUE(std::holds_alternative<PickleNone>(numbers[8]->content));
    const auto &tuples = pickledSequence(item(pickle, "tuple"))->items;
    ASSERT_EQ(tuples.size(), 5U);
    for (std::size_t i = 0; i < 5; ++i) {
        EXPECT_EQ(pickledSequence(*tuples[i])->kind, PickleSequence::Kind::Tuple);
        EXPECT_EQ(pickledSequence(*tuples[i])->items.size(), i);
    }
}

TEST_P(EachProtocol, arraysKeepTypeShapeOrderAndBytes)
{
    const Pickle pickle = read(golden(GetParam()));
    const PickleArray &bytes = array(pickle, "u1");
    EXPECT_EQ(bytes.dtype.name(), "|u1");
    EXPECT_THAT(bytes.shape, ElementsAre(2, 3));
    EXPECT_EQ(*bytes.bytes, "\0\1\2\3\4\5"s);
    EXPECT_FALSE(bytes.fortranOrder);
    const PickleArray &floats = array(pickle, "f4");
    EXPECT_EQ(floats.dtype.name(), "<f4");
    EXPECT_TRUE(floats.fortranOrder);
    EXPECT_EQ(floats.bytes->substr(4, 4), "\0\0\x40\x40"s) << "3, below the 0";
    const PickleArray &big = array(pickle, "i8");
    EXPECT_EQ(big.dtype.name(), ">i8");
    EXPECT_EQ(*big.bytes, "\xff\xff\xff\xff\xff\xff\xff\xff\0\0\0\0\0\0\0\2"s);
    EXPECT_EQ(array(pickle, "bool").dtype.name(), "|b1");
    EXPECT_TRUE(array(pickle, "bool").shape.empty());
    EXPECT_EQ(array(pickle, "scalar").dtype.name(), "<f4");
    EXPECT_EQ(*array(pickle, "scalar").bytes, "\0\0\0\x3f"s);
    EXPECT_EQ(array(pickle, "words").dtype.name(), "<U2");
    EXPECT_EQ(array(pickle, "words").bytes->size(), 16U);
    EXPECT_EQ(array(pickle, "again").bytes, bytes.bytes) << "what is shared is held once";
}

TEST_P(EachProtocol, cutOffAnywhereIsAnError)
{
    const std::string whole = golden(GetParam());
    for (std::size_t length = 0; length < whole.size(); ++length)
        ASSERT_THROW(read(std::string_view(whole).substr(0, length)), Error) << length;
    EXPECT_THAT(pickleError(whole + "N."), HasSubstr("more follows"));
}

TEST_P(EachProtocol, withBytesChangedIsReadOrRefusedButNothingElseHappens)
{
    const std::string whole = golden(GetParam());
    Rng rng(static_cast<std::uint64_t>(GetParam()));
    int refused = 0;
    for (int round = 0; round < 3000; ++round) {
        std::string changed = whole;
        for (int i = 0; i < 2; ++i)
            changed[rng.below(static_cast<std::uint32_t>(changed.size()))]
                = static_cast<char>(rng.below(256));
        refused += pickleError(changed) != "read" ? 1 : 0;
    }
    EXPECT_GT(refused, 1000);
}

INSTANTIATE_TEST_SUITE_P(Pickle, EachProtocol, testing::Range(0, 6));

TEST(Pickle, python2WritesStrAsBytes)
{
    const Pickle pickle = read("\x80\x02}q\x01(U\x05labelq\x02]q\x03(K\x06K\x09"
                               "eT\x01\0\0\0xS'it\\'s \\x41'\nu."s);
    EXPECT_EQ(pickledSequence(item(pickle, "label"))->items.size(), 2U);
    EXPECT_EQ(*pickledText(item(pickle, "x")), "it's A");
    EXPECT_TRUE(std::holds_alternative<PickleBytes>(item(pickle, "x").content));
}

TEST(Pickle, python2WritesArraysWithNumbersForFlags)
{
    const Pickle pickle = read("\x80\x02"
                               "cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\0\x85U\1b"
                               "\x87R(K\1K\2\x85"
                               "cnumpy\ndtype\nU\2u1K\0K\1\x87R(K\3U\1|NNNJ\xff\xff\xff\xffJ\xff"
                               "\xff\xff\xffK\0tb\x89U\2\7\x09tb."s);
    const PickleArray *found = pickledArray(pickle.root());
    ASSERT_NE(found, nullptr);
    EXPECT_EQ(*found->bytes, "\7\x09");
}

TEST(Pickle, numpy2sNameOfItsModuleIsKnown)
{
    EXPECT_EQ(pickleError("\x80\x04" + shortText("numpy._core.multiarray")
                  + shortText("_reconstruct") + "\x93" + "0N."),
        "read");
}

TEST(Pickle, longNumbersSetsAndFloatsOfAllProtocols)
{
    const auto number = [](std::string_view bytes) {
        return std::get<std::int64_t>(read(bytes).root().content);
    };
    EXPECT_EQ(number("L-12L\n."), -12);
    EXPECT_EQ(number("\x8a\0."s), 0);
    EXPECT_EQ(number("\x8a\1\xff."s), -1);
    EXPECT_EQ(number("\x8b\2\0\0\0\xff\0."s), 255);
    EXPECT_EQ(std::get<double>(read("F-0.25\n.").root().content), -0.25);
    EXPECT_EQ(std::get<double>(read("G\x3f\xf8\0\0\0\0\0\0."s).root().content), 1.5);
    EXPECT_EQ(std::get<bool>(read("I01\n.").root().content), true);
    EXPECT_EQ(pickledSequence(read("\x8f(K\1K\2\x90.").root())->items.size(), 2U);
    EXPECT_EQ(pickledSequence(read("(K\1\x91.").root())->items.size(), 1U);
    EXPECT_EQ(*pickledText(read("\x96\2\0\0\0\0\0\0\0ab."s).root()), "ab");
    EXPECT_THAT(pickleError("\x8a\x09\1\2\3\4\5\6\7\x08\x09."), HasSubstr("more than 64 bits"));
    EXPECT_THAT(pickleError("I12x\n."), HasSubstr("no whole number"));
}

TEST(Pickle, whateverAsksToRunSomethingIsRefusedByName)
{
    const std::string call = "(S'touch /pwned'\ntR.";
    const std::vector<std::pair<std::string, std::string>> hostile {
        { "cos\nsystem\n" + call, "'os.system' (GLOBAL)" },
        { "cposix\nsystem\n" + call, "'posix.system' (GLOBAL)" },
        { "c__builtin__\neval\n" + call, "'__builtin__.eval' (GLOBAL)" },
        { "cbuiltins\nexec\n" + call, "'builtins.exec' (GLOBAL)" },
        { "\x80\x04" + shortText("os") + shortText("system") + "\x93" + shortText("id") + "\x85R.",
            "'os.system' (STACK_GLOBAL)" },
        { "\x80\x04" + shortText("builtins") + shortText("eval") + "\x93.",
            "'builtins.eval' (STACK_GLOBAL)" },
        { "(S'touch /pwned'\nios\nsystem\n.", "'os.system' (INST)" },
        { "(cos\nsystem\nS'touch /pwned'\no.", "'os.system' (GLOBAL)" },
        { "\x80\x02"
          "cos\nPathLike\n)\x81.",
            "'os.PathLike' (GLOBAL)" },
        { "cnumpy\nload\n.", "'numpy.load' (GLOBAL)" },
        { "cnumpy.core.multiarray\n_reconstruct.__globals__\n.", "_reconstruct.__globals__" },
        { "ccopy_reg\n_reconstructor\n.", "'copy_reg._reconstructor'" },
        { "ccollections\nOrderedDict\n)R.", "'collections.OrderedDict'" },
    };
    for (const auto &[bytes, name] : hostile)
        EXPECT_THAT(pickleError(bytes),
            AllOf(StartsWith("x.pkl: byte "), HasSubstr(name), HasSubstr("numpy.savez")));
}

TEST(Pickle, opcodesThatMakeObjectsAreRefusedByName)
{
    const std::string maker = "cnumpy\nndarray\n";
    const std::vector<std::pair<std::string, std::string>> hostile {
        { "(" + maker + "o.", "OBJ" },
        { "(inumpy\nndarray\n.", "INST" },
        { maker + ")\x81.", "NEWOBJ" },
        { maker + ")}\x92.", "NEWOBJ_EX" },
        { "\x82\1.", "EXT1" },
        { "\x83\1\0."s, "EXT2" },
        { "\x84\1\0\0\0."s, "EXT4" },
        { "P1\n.", "PERSID" },
        { "K\1Q.", "BINPERSID" },
        { "\x97.", "NEXT_BUFFER" },
        { "K\1\x98.", "READONLY_BUFFER" },
        { "\xff", "the opcode 255" },
    };
    for (const auto &[bytes, name] : hostile)
        EXPECT_THAT(pickleError(bytes), HasSubstr(name));
    EXPECT_THAT(pickleError("\x80\x06N."), HasSubstr("newer protocol"));
}

TEST(Pickle, whatNumpyCannotMeanIsRefused)
{
    const std::string dtype = "cnumpy\ndtype\n";
    const std::string begun
        = "cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(K\0tC\1btR"s;
    const std::string whole = "("
                              "K\1(K\2t"
        + dtype
        + "(S'u1'\ntR"
          "\x89";
    EXPECT_THAT(pickleError(dtype + "(S'O8'\ntR."), HasSubstr("'O8'"));
    EXPECT_THAT(pickleError(dtype + "(S'V4'\ntR."), HasSubstr("'V4'"));
    EXPECT_THAT(pickleError(dtype + "(S'f999999999'\ntR."), HasSubstr("'f999999999'"));
    EXPECT_EQ(pickleError(begun + whole + "C\2abtb."), "read");
    EXPECT_THAT(pickleError(begun + whole + "C\1atb."), HasSubstr("does not fit"));
    EXPECT_THAT(pickleError(begun + whole + "]tb."), HasSubstr("Python objects"));
    EXPECT_THAT(pickleError(begun + "."), HasSubstr("without items"));
    EXPECT_THAT(pickleError(begun + whole + "C\2abtb" + whole + "C\2abtb."), HasSubstr("twice"));
    EXPECT_THAT(pickleError(begun + "}b."), HasSubstr("attributes"));
    EXPECT_THAT(pickleError("]}b."), HasSubstr("attributes"));
    EXPECT_THAT(pickleError("cnumpy\nndarray\n."), HasSubstr("no data"));
    EXPECT_THAT(pickleError("cnumpy\nndarray\n)R."), HasSubstr("in an unknown way"));
    EXPECT_THAT(pickleError("c_codecs\nencode\n(Vabc\nVrot13\ntR."), HasSubstr("'rot13'"));
    EXPECT_THAT(pickleError("c_codecs\nencode\n(V\\u20ac\nVlatin1\ntR."), HasSubstr("Latin-1"));
}

TEST(Pickle, aShapeThatOverflowsIsRefused)
{
    const std::string huge = "\x8a\x08\0\0\0\0\0\0\0\x40"s; // 2^62
    EXPECT_THAT(
        pickleError("cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(K\0tC\1btR(K\1("s
            + huge + huge
            + "tcnumpy\ndtype\n(S'f8'\ntR\x89"
              "C\0tb."s),
        HasSubstr("does not fit"));
}

TEST(Pickle, hugeLengthsTakeNoMemory)
{
    for (const std::string &bytes : { "X\xff\xff\xff\xff"
                                      "a."s,
             "T\xff\xff\xff\x7f"
             "a."s,
             "B\xff\xff\xff\xff"
             "a."s,
             "\x8b\xff\xff\xff\x7f"
             "a."s,
             "\x8d\xff\xff\xff\xff\xff\xff\xff\xff"
             "a."s,
             "\x8e\xff\xff\xff\xff\xff\xff\xff\x7f"
             "a."s,
             "\x96\0\0\0\0\0\1\0\0"
             "a."s })
        EXPECT_THAT(pickleError(bytes), HasSubstr("are left"));
    EXPECT_THAT(pickleError("\x95\xff\xff\xff\xff\xff\xff\xff\xff"
                            "N."),
        HasSubstr("cut off"));
}

TEST(Pickle, deepNestingIsRefusedHoweverItIsMade)
{
    EXPECT_EQ(pickleError(std::string(90, ']') + std::string(89, 'a') + "."), "read");
    EXPECT_THAT(
        pickleError(std::string(6'000, ']') + std::string(5'999, 'a') + "."), HasSubstr("nested"));
    EXPECT_THAT(pickleError("]" + std::string(6'000, '\x85') + "."), HasSubstr("nested"));
    EXPECT_THAT(pickleError(std::string(6'000, '(') + "K\1" + std::string(6'000, 't') + "."),
        HasSubstr("nested"));
    // Each list goes into the one before while it is empty, so nothing is deep when it is made.
    std::string chain = "]q\0"s;
    for (int i = 0; i < 200; ++i)
        chain += "h\0]q\1a0h\1q\0"
                 "0"s;
    EXPECT_THAT(pickleError(chain + "."), HasSubstr("nested"));
}

TEST(Pickle, whatContainsItselfIsRefused)
{
    EXPECT_THAT(pickleError("]q\0h\0a."s), HasSubstr("contains itself"));
    EXPECT_THAT(pickleError("}q\0K\1h\0s."s), HasSubstr("contains itself"));
    EXPECT_THAT(pickleError("]q\0(h\0ta."s), HasSubstr("contains itself"));
}

TEST(Pickle, memoBombsAreRefused)
{
    std::string laughs = "]q\0"s; // each list holds the one before ten times
    for (int i = 0; i < 30; ++i)
        laughs += "0](h\0h\0h\0h\0h\0h\0h\0h\0h\0h\0eq\0"s;
    EXPECT_THAT(pickleError(laughs + "."), HasSubstr("beyond all size"));
    // One text, encoded again and again.
    std::string encodings = "(V" + std::string(10'000, 'x') + "\np0\n";
    for (int i = 0; i < 1000; ++i)
        encodings += "c_codecs\nencode\n(g0\nVlatin1\ntR";
    EXPECT_THAT(pickleError(encodings + "t."), HasSubstr("grows beyond"));
    EXPECT_THAT(
        pickleError("(" + std::string(2'100'000, 'N') + "t."), HasSubstr("too much for its size"));
    EXPECT_EQ(pickleError("Nr\xff\xff\xff\xff."), "read") << "a large index takes no room";
}

TEST(Pickle, aTextThatFitsOnlyByHalfIsNotEncoded)
{
    const std::string encode = "c_codecs\nencode\n(g0\nVlatin1\ntR";
    const std::string text = "V" + std::string(100'000, 'x') + "\np0\n";
    const std::string filler = "V" + std::string(60'000, 'y') + "\n"; // room for half of it again
    EXPECT_EQ(pickleError("(" + text + filler + encode + "t."), "read");
    EXPECT_THAT(
        pickleError("(" + text + filler + encode + encode + "t."), HasSubstr("grows beyond"));
}

TEST(Pickle, aDamagedStackIsRefused)
{
    for (const char *bytes : { ".", "0.", "1.", "2.", "a.", "e.", "s.", "u.", "t.", "l.", "d.",
             "R.", "b.", "K\1a.", "NNa.", "(Na.", "](K\1u.", "}(K\1u.", "h\1.", "g5\n.", "gx\n.",
             "q\1.", "\x85.", "K\1\x86.", "(.", "NN.", "(N.", "K\1K\1R.", "K\1K\2\x93.", "(0." })
        EXPECT_THROW(read(bytes), Error) << bytes;
}

TEST(Pickle, namesInSentencesAreMadePrintable)
{
    EXPECT_THAT(pickleError("cos\x1b[31m\nx" + std::string(500, 'y') + "\n."),
        AllOf(HasSubstr("'os?[31m.xyyy"), HasSubstr("y…'")));
}

} // namespace convscope::test
