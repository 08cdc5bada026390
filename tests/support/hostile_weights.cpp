// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/hostile_weights.h"
#include "tests/support/pickle_files.h"
#include <map>
#include <nlohmann/json.hpp>

namespace convscope::test {

using namespace std::string_literals;

namespace {

using nlohmann::json;

std::string claim(std::uint64_t length, const std::string &rest)
{
    std::string bytes;
    for (unsigned i = 0; i < 8; ++i)
        bytes += static_cast<char>(length >> (8 * i));
    return bytes + rest;
}

std::string tensorJson(
    const std::string &dtype, const std::string &shape, const std::string &offsets)
{
    return R"({"dtype":)" + dtype + R"(,"shape":)" + shape + R"(,"data_offsets":)" + offsets + "}";
}

/// One tensor "a" with four bytes of data.
std::string one(const std::string &dtype, const std::string &shape, const std::string &offsets)
{
    return safetensorsBytes(R"({"a":)" + tensorJson(dtype, shape, offsets) + "}", 4);
}

std::vector<HostileFile> wrongHeaders()
{
    const std::string a = R"("a":)" + tensorJson(R"("F32")", "[1]", "[0,4]");
    std::string zeros = "0";
    for (int i = 0; i < 250'000; ++i)
        zeros += ",0";
    const auto text = [](const std::string &header) {
        return safetensorsBytes(header, 0);
    };
    return {
        { "empty", "", "the header's length" },
        { "seven_bytes", "\1\0\0\0\0\0\0"s, "the header's length" },
        { "no_header", claim(0, ""), "does not begin with '{'" },
        { "header_of_exabytes", claim(UINT64_MAX, "{}"), "more than the format allows" },
        { "header_over_100_mb", claim(100'000'001, "{}"), "more than the format allows" },
        { "header_of_100_mb_that_is_not_there", claim(100'000'000, "{}"),
            "in the middle of the header" },
        { "header_one_byte_past_the_end", claim(3, "{}"), "in the middle of the header" },
        { "a_list", text("[]"), "does not begin with '{'" },
        { "space_first", text(" {}"), "does not begin with '{'" },
        { "byte_order_mark_first", text("\xef\xbb\xbf{}"), "does not begin with '{'" },
        { "unclosed", text("{"), "not valid JSON" },
        { "bad_utf8", text("{\"\xff\":1}"), "not valid JSON" },
        { "overlong_utf8", text("{\"\xc0\xaf\":1}"), "not valid JSON" },
        { "half_a_surrogate", text(R"({"\ud800":1})"), "not valid JSON" },
        { "nul_in_the_header", text("{\0}"s), "not valid JSON" },
        { "text_after_the_header", text("{}x"), "not valid JSON" },
        { "a_comment", text("{/**/}"), "not valid JSON" },
        { "not_a_number", text(R"({"a":NaN})"), "not valid JSON" },
        { "tensor_twice", safetensorsBytes("{" + a + "," + a + "}", 4), "'a' twice" },
        { "dtype_twice", text(R"({"a":{"dtype":"F32","dtype":"F32"}})"), "'dtype' twice" },
        { "metadata_twice", text(R"({"__metadata__":{},"__metadata__":{}})"), "twice" },
        { "metadata_a_list", text(R"({"__metadata__":[]})"), "an object of texts" },
        { "metadata_null", text(R"({"__metadata__":null})"), "an object of texts" },
        { "metadata_of_numbers", text(R"({"__metadata__":{"x":1}})"), "'x' is not a text" },
        { "nested_500_deep", text("{\"a\":" + std::string(500, '[') + std::string(500, ']') + "}"),
            "nested too deeply" },
        { "parts_without_end", text("{\"a\":[" + zeros + "]}"), "parts, which is too much" },
        { "hole_between",
            safetensorsBytes(
                "{" + a + R"(,"b":)" + tensorJson(R"("F32")", "[1]", "[8,12]") + "}", 12),
            "'b' leaves a hole" },
        { "same_place_twice",
            safetensorsBytes(
                "{" + a + R"(,"b":)" + tensorJson(R"("F32")", "[1]", "[0,4]") + "}", 4),
            "overlaps" },
        { "half_overlap",
            safetensorsBytes(
                "{" + a + R"(,"b":)" + tensorJson(R"("F32")", "[1]", "[2,6]") + "}", 6),
            "overlaps" },
        { "trailing_bytes", safetensorsBytes("{" + a + "}", 5), "but there are 5" },
        { "data_cut_off", safetensorsBytes("{" + a + "}", 3), "but there are 3" },
        { "data_without_tensors", safetensorsBytes("{}", 4), "but there are 4" },
    };
}

std::vector<HostileFile> wrongTensors()
{
    const std::string f32 = R"("F32")";
    const auto value = [](const std::string &tensor) {
        return safetensorsBytes(R"({"a":)" + tensor + "}", 4);
    };
    return {
        { "tensor_null", value("null"), "must have a dtype, a shape and data_offsets" },
        { "tensor_a_number", value("7"), "must have a dtype" },
        { "no_offsets", value(R"({"dtype":"F32","shape":[1]})"), "data_offsets" },
        { "one_key_too_many", value(R"({"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1})"),
            "and nothing else" },
        { "unknown_dtype", one(R"("I9")", "[1]", "[0,4]"), R"("I9" is not known)" },
        { "small_dtype", one(R"("f32")", "[1]", "[0,4]"), R"("f32" is not known)" },
        { "dtype_a_number", one("32", "[1]", "[0,4]"), "32 is not known" },
        { "whole_numbers", one(R"("I32")", "[1]", "[0,4]"), "I32 is not read" },
        { "bools", one(R"("BOOL")", "[4]", "[0,4]"), "BOOL is not read" },
        { "eight_bit_floats", one(R"("F8_E4M3")", "[4]", "[0,4]"), "F8_E4M3 is not read" },
        { "four_bit_floats", one(R"("F4")", "[8]", "[0,4]"), "F4 is not read" },
        { "shape_a_number", one(f32, "1", "[0,4]"), "shape must be a list" },
        { "shape_negative", one(f32, "[-1]", "[0,4]"), "shape must be a list of whole" },
        { "shape_a_fraction", one(f32, "[1.0]", "[0,4]"), "shape must be a list of whole" },
        { "shape_a_bool", one(f32, "[true]", "[0,4]"), "shape must be a list of whole" },
        { "shape_a_text", one(f32, R"(["1"])", "[0,4]"), "shape must be a list of whole" },
        { "shape_beyond_64_bits", one(f32, "[18446744073709551616]", "[0,4]"), "shape must be" },
        { "shape_overflows", one(f32, "[4294967296,4294967296]", "[0,4]"), "too large" },
        { "shape_overflows_to_one", one(f32, "[4611686018427387905]", "[0,4]"), "too large" },
        { "shape_overflows_before_a_zero", one(f32, "[9223372036854775808,4,0]", "[0,0]"),
            "too large" },
        { "three_offsets", one(f32, "[1]", "[0,4,4]"), "two whole numbers" },
        { "offset_negative", one(f32, "[1]", "[-4,0]"), "two whole numbers" },
        { "offset_a_fraction", one(f32, "[1]", "[0,4.0]"), "two whole numbers" },
        { "offset_beyond_64_bits", one(f32, "[1]", "[0,18446744073709551620]"),
            "two whole numbers" },
        { "offsets_backwards", one(f32, "[1]", "[4,0]"), "do not fit its shape" },
        { "offsets_for_half_the_shape", one(f32, "[2]", "[0,4]"), "which takes 8 bytes" },
        { "offsets_for_twice_the_shape", one("\"F64\"", "[1]", "[0,4]"), "which takes 8 bytes" },
        { "hole_at_the_beginning", one(f32, "[0]", "[4,4]"), "leaves a hole" },
        { "terabytes_that_are_not_there", one(f32, "[1099511627776]", "[0,4398046511104]"),
            "take 4398046511104 bytes of data" },
    };
}

// ---- models ------------------------------------------------------------------------------------

using Metadata = std::map<std::string, std::string>;

Metadata goodMetadata()
{
    return { { "format", "convscope-model" }, { "format_version", "1" },
        { "model", R"({"input":[1,2,2],"layers":[{"kind":"dense","name":"d","units":2}]})" },
        { "classes", R"(["a","b"])" },
        { "preprocessing",
            R"({"channels":1,"height":2,"width":2,"fit":"stretch","grey":"rec601","normalization":"unit"})" },
        { "batch", "1" }, { "epoch", "1" } };
}

/// A dense layer of four inputs and two units.
std::string modelBytes(const Metadata &metadata, const std::string &weight = "d.weight",
    const std::vector<std::size_t> &dims = { 2, 4 })
{
    const json header { { "__metadata__", metadata },
        { "d.bias", { { "dtype", "F32" }, { "shape", { 2 } }, { "data_offsets", { 0, 8 } } } },
        { weight, { { "dtype", "F32" }, { "shape", dims }, { "data_offsets", { 8, 40 } } } } };
    return safetensorsBytes(header.dump(), 40);
}

std::string with(const std::string &key, const std::string &value)
{
    Metadata metadata = goodMetadata();
    metadata[key] = value;
    return modelBytes(metadata);
}

std::string without(const std::string &key)
{
    Metadata metadata = goodMetadata();
    metadata.erase(key);
    return modelBytes(metadata);
}

std::string withLayers(const std::string &layers)
{
    return with("model", R"({"input":[1,2,2],"layers":)" + layers + "}");
}

} // namespace

std::string safetensorsBytes(const std::string &header, std::size_t data)
{
    return claim(header.size(), header + std::string(data, '\0'));
}

std::vector<HostileFile> hostileSafetensors()
{
    std::vector<HostileFile> files = wrongHeaders();
    for (HostileFile &file : wrongTensors())
        files.push_back(std::move(file));
    return files;
}

std::vector<HostileFile> hostileModels()
{
    std::string layers = R"([{"kind":"relu"})";
    for (int i = 0; i < 1000; ++i)
        layers += R"(,{"kind":"relu"})";
    return {
        { "weights_alone", modelBytes({}), "no ConvScope model" },
        { "of_another_program", with("format", "pt"), "no ConvScope model" },
        { "without_a_version", without("format_version"), "which version" },
        { "version_zero", with("format_version", "0"), "which version" },
        { "version_a_word", with("format_version", "one"), "is not a number" },
        { "of_the_future", with("format_version", "2"), "newer ConvScope" },
        { "without_a_model", without("model"), "lacks 'model'" },
        { "model_no_json", with("model", "{"), "its model is not valid JSON" },
        { "model_a_list", with("model", "[]"), "must be an object" },
        { "model_nested_deep", with("model", std::string(100, '[')), "nested too deeply" },
        { "input_of_no_pixels", with("model", R"({"input":[1,0,2],"layers":[]})"),
            "from 1 to 4096" },
        { "input_of_gigapixels", with("model", R"({"input":[1,99999,99999],"layers":[]})"),
            "from 1 to 4096" },
        { "layers_no_list", withLayers("{}"), "must be a list" },
        { "no_layers", withLayers("[]"), "no layers" },
        { "layer_of_no_kind", withLayers("[{}]"), "\"kind\"" },
        { "layer_of_an_unknown_kind", withLayers(R"([{"kind":"lambda"}])"),
            "unknown layer kind 'lambda'" },
        { "unknown_option", withLayers(R"([{"kind":"dense","code":"x"}])"),
            "unknown option 'code'" },
        { "option_of_another_type", withLayers(R"([{"kind":"dense","units":"many"}])"),
            "must be a number" },
        { "option_out_of_range", withLayers(R"([{"kind":"dense","units":1e9}])"), "'units' is" },
        { "kernel_larger_than_the_picture", withLayers(R"([{"kind":"conv","kernel":9}])"),
            "does not fit" },
        { "a_thousand_and_one_layers", withLayers(layers + "]"), "1,001 layers" },
        { "adds_a_layer_that_is_not_there",
            withLayers(R"([{"kind":"add","from":"x"},{"kind":"dense","name":"d","units":2}])"),
            "no earlier layer 'x'" },
        { "two_layers_of_one_name",
            withLayers(R"([{"kind":"relu","name":"d"},{"kind":"dense","name":"d","units":2}])"),
            "has this name already" },
        { "needs_gigabytes",
            withLayers(R"([{"kind":"dense","units":65536},{"kind":"dense","units":65536}])"),
            "327,680 weights" },
        { "kernels_of_gigabytes",
            withLayers(
                R"([{"kind":"conv","filters":4096,"kernel":63,"padding":31},{"kind":"conv","filters":4096,"kernel":63}])"),
            "16,261,120 weights" },
        { "classes_no_list", with("classes", "{}"), "list of classes" },
        { "no_classes", with("classes", "[]"), "list of classes" },
        { "class_a_number", with("classes", "[1,2]"), "list of classes is damaged" },
        { "a_class_too_many", with("classes", R"(["a","b","c"])"), "2 outputs but 3 classes" },
        { "preprocessing_a_list", with("preprocessing", "[]"), "expected an object" },
        { "two_channels", with("preprocessing", R"({"channels":2})"), "channels" },
        { "pictures_of_another_size",
            with("preprocessing", R"({"channels":1,"height":3,"width":2,"normalization":"unit"})"),
            "but its preprocessing makes" },
        { "standardized_by_zero",
            with("preprocessing",
                R"({"channels":1,"height":2,"width":2,"normalization":"standard","mean":[0],"deviation":[0]})"),
            "deviation" },
        { "batch_a_word", with("batch", "many"), "is not a number" },
        { "weight_missing", modelBytes(goodMetadata(), "e.weight"), "'e.weight' is no parameter" },
        { "weight_of_another_shape", modelBytes(goodMetadata(), "d.weight", { 4, 2 }),
            "needs 2×4" },
    };
}

std::vector<HostileFile> hostilePickles()
{
    const std::string array = pickledArray("a", { 2 }, false);
    const auto dict = [](const std::string &value) {
        return pickledDict({ pickledName("a") + value });
    };
    std::string shared = "\x80\x02}(" + pickledName("a")
        + pickledArrayOf("f4", { 1000 }, false, std::string(4000, '\0')) + "q\1";
    for (int i = 0; i < 400; ++i) // more than a file of any size may unfold into
        shared += pickledName(std::to_string(i)) + "h\1";
    std::vector<std::string> many;
    for (int i = 0; i < 4097; ++i)
        many.push_back(pickledArray(std::to_string(i), { 1 }, false));
    std::string tree = "\x80\x02}q\1" + pickledNumber("n", 1) + "s"; // each dict twice in the next
    std::string counters = "\x80\x02}q\1" + pickledName("num_batches_tracked")
        + pickledArrayOf("f4", { 1 }, false, "1234") + "s";
    for (int i = 0; i < 20; ++i) {
        const std::string twice = "0}(" + pickledName("a") + "h\1" + pickledName("b") + "h\1uq\1";
        tree += twice;
        counters += twice;
    }
    return {
        { "a_tree_of_shared_parts", tree + ".", "no NumPy arrays" },
        { "a_tree_of_shared_counters", counters + ".", "again and again" },
        { "four_thousand_and_ninety_seven_arrays", pickledDict(many), "more than 4,096 arrays" },
        { "empty", "", "byte 0" },
        { "runs_a_command", "cos\nsystem\n(S'touch /pwned'\ntR.", "'os.system'" },
        { "evaluates_code", "c__builtin__\neval\n(S'1'\ntR.", "'__builtin__.eval'" },
        { "imports_numpys_loader", "cnumpy\nload\n(S'x'\ntR.", "'numpy.load'" },
        { "asks_for_an_outside_object", "\x80\x02Px\n.", "PERSID" },
        { "makes_an_object",
            "\x80\x02"
            "cnumpy\nndarray\n)\x81.",
            "NEWOBJ" },
        { "unknown_opcode", "\x80\x02\xfe.", "opcode 254" },
        { "of_the_future", "\x80\x06N.", "newer protocol" },
        { "cut_off", pickledDict({ array }).substr(0, 60), "cut off" },
        { "more_behind_the_end", pickledDict({ array }) + "N.", "more follows" },
        { "frame_past_the_end", "\x80\x04\x95\xff\xff\xff\xff\xff\xff\xff\x7fN.", "cut off" },
        { "text_of_gigabytes", "\x80\x02X\xff\xff\xff\x7f.", "in the middle of a text" },
        { "no_arrays", pickledDict({ pickledNumber("a", 1) }), "no NumPy arrays" },
        { "shape_beyond_the_bytes", dict(pickledArrayOf("f4", { 3 }, false, "12345678")),
            "does not fit its 8 bytes" },
        { "shape_overflows",
            dict(pickledArrayOf("f4", { 0x7fffffff, 0x7fffffff, 0x7fffffff }, false, "")),
            "does not fit" },
        { "shape_negative", dict(pickledArrayOf("f4", { 0xffffffff }, false, "1234")),
            "whole numbers" },
        { "array_of_objects", dict(pickledArrayOf("O8", { 1 }, false, "12345678")), "'O8'" },
        { "array_of_texts", dict(pickledArrayOf("U1", { 1 }, false, "1234")),
            "'<U1', which no weight has" },
        { "complex_numbers", dict(pickledArrayOf("c8", { 1 }, false, "12345678")),
            "'<c8', which no weight has" },
        { "name_twice",
            pickledDict({ pickledName("a") + "}(" + pickledArray("b", { 1 }, false) + "u",
                pickledArray("a.b", { 1 }, false) }),
            "there twice" },
        { "one_array_again_and_again", shared + "u.", "again and again" },
        { "a_list_in_itself", "\x80\x02]q\1h\1a.", "itself" },
        { "key_a_list", "\x80\x02}(]" + pickledArrayOf("f4", { 1 }, false, "1234") + "u.",
            "key of its dict" },
    };
}

std::vector<HostileText> hostileTexts()
{
    return {
        { "a_value_missing", "filter1.txt", "1 2 3 4 5 6 7", "it has 7 values" },
        { "a_value_too_many", "bias1.txt", "1 2 3", "it has 3 values" },
        { "no_values", "bias1.txt", "", "it has 0 values" },
        { "decimal_commas", "bias1.txt", "0,5\n0,5", "it has 4 values" },
        { "a_word", "bias1.txt", "1\ntwo", "line 2: 'two' is no number" },
        { "two_points", "bias1.txt", "1 1.2.3", "'1.2.3' is no number" },
        { "no_exponent", "bias1.txt", "1 2e", "'2e' is no number" },
        { "hexadecimal", "bias1.txt", "1 0x10", "'0x10' is no number" },
        { "two_signs", "bias1.txt", "1 +-2", "is no number" },
        { "beyond_a_float", "bias1.txt", "1 1e40", "'1e40' is no number" },
        { "beyond_a_double", "bias1.txt", "1 1e400", "'1e400' is no number" },
        { "a_nul", "bias1.txt", "1 2\0"s, "is no number" },
        { "utf16", "bias1.txt",
            "\xff\xfe"
            "1\0 \0"
            "2\0"s,
            "is no number" },
        { "megabytes_of_nothing", "bias2.txt", std::string(3U << 20U, ' '), "more than the" },
        { "a_long_word", "bias2.txt", std::string(100000, '9'), "is no number" },
        { "of_no_layer", "weight7.txt", "1", "no layer that this file belongs to" },
    };
}

} // namespace convscope::test
