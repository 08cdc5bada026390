// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/export/howto.h"
#include "core/base/error.h"
#include "core/io/export/c_header.h"
#include "core/io/export/export_helpers.h"
#include "core/io/export/python_forward.h"
#include "core/io/export/text_weights.h"
#include "core/io/tensors/number_text.h"
#include <algorithm>

namespace convscope {

namespace {

struct Export {
    std::string file;
    const TrainedModel &model;
    bool hasGolden = false;
};

std::string indented(std::string_view program)
{
    std::string text;
    while (!program.empty()) {
        const std::size_t end = std::min(program.find('\n'), program.size());
        if (end > 0)
            text.append("    ").append(program.substr(0, end));
        text += '\n';
        program.remove_prefix(std::min(end + 1, program.size()));
    }
    return text;
}

std::string section(const std::string &title, const std::string &program)
{
    return "\n" + title + "\n" + std::string(title.size(), '-') + "\n\n" + indented(program);
}

std::string shapeOf(const TrainedModel &model)
{
    const Shape &in = model.spec.input;
    return dimsInWords({ std::size_t(in.c), std::size_t(in.h), std::size_t(in.w) }, ", ");
}

std::string pythonList(const std::vector<PixelScale> &scales, double PixelScale::*member)
{
    std::string text;
    for (const PixelScale &scale : scales)
        text += (text.empty() ? "" : ", ") + exactNumber(static_cast<float>(scale.*member));
    return "[" + text + "]";
}

/// classes and prepare(pixels), which every program in Python begins with.
std::string preparation(const TrainedModel &model)
{
    const Preprocessing &how = model.preprocessing;
    const auto scales = pixelScales(how);
    std::string text = "classes = [";
    for (const std::string &name : model.classes)
        text += (&name == &model.classes.front() ? "" : ", ") + pythonString(name);
    text += "]\n\ndef prepare(pixels):\n    # uint8, "
        + std::string(how.channels == 1 ? "[H, W]: " : "[H, W, 3]: ") + channelsInWords(how)
        + "\n    # " + sizeInWords(how) + "\n    # " + kResizing
        + "\n    x = np.asarray(pixels, np.float32).reshape(" + std::to_string(how.height) + ", "
        + std::to_string(how.width) + ", " + std::to_string(how.channels)
        + ").transpose(2, 0, 1)\n";
    if (how.normalization == Normalization::None)
        return text + "    return x\n";
    if (how.normalization == Normalization::Unit)
        return text + "    return x / 255\n";
    return text + "    offset = np.array(" + pythonList(scales, &PixelScale::offset)
        + ", np.float32)[:, None, None]\n    divisor = np.array("
        + pythonList(scales, &PixelScale::divisor)
        + ", np.float32)[:, None, None]\n    return (x - offset) / divisor\n";
}

/// golden_input and golden_probabilities, by the expressions that find them in the file.
std::string golden(const Export &e, const std::string &input, const std::string &probabilities)
{
    if (!e.hasGolden)
        return "golden_input = np.zeros((" + shapeOf(e.model) + "), np.float32)  # any image\n";
    return "golden_input = " + input + "\ngolden_probabilities = " + probabilities + "\n";
}

std::string goldenFromFacts(const Export &e)
{
    const auto decoded = [](const std::string &name) {
        return "np.frombuffer(bytes.fromhex(facts[" + pythonString(name) + R"(]), "<f4"))";
    };
    return golden(e, decoded("golden_input") + ".reshape(" + shapeOf(e.model) + ")",
        decoded("golden_probabilities"));
}

/// Prints the answer to the golden image; `answer` is an expression in Python.
std::string ending(const Export &e, const std::string &answer)
{
    std::string text = "\nanswer = " + answer
        + "\nfor name, probability in zip(classes, answer):\n"
          "    print(f\"{name}: {float(probability):.7f}\")\n";
    if (e.hasGolden)
        text += "print(\"difference:\", float(np.abs(np.asarray(answer) - "
                "golden_probabilities).max()))\n";
    return text;
}

std::string numpyProgram(const Export &e, const std::string &loading)
{
    return "import numpy as np\n\n" + loading + "\n" + preparation(e.model)
        + pythonForward(e.model.spec, PythonLibrary::NumPy) + ending(e, "predict(golden_input)");
}

std::string torchProgram(const Export &e, const std::string &loading)
{
    return "import numpy as np\nimport torch\nimport torch.nn.functional as F\n\n" + loading
        + "w = {name: torch.from_numpy(values.copy()) for name, values in w.items()}\n\n"
        + preparation(e.model) + pythonForward(e.model.spec, PythonLibrary::PyTorch)
        + ending(e, "predict(torch.from_numpy(golden_input.copy())).numpy()");
}

std::string npzSections(const Export &e)
{
    const std::string loading = "w = dict(np.load(" + pythonString(e.file) + "))  # by name\n"
        + golden(e, "w.pop(\"golden_input\")", "w.pop(\"golden_probabilities\")")
        + "for name, values in w.items():\n    print(name, values.shape)\n";
    return section("Python with NumPy", numpyProgram(e, loading))
        + section("Python with PyTorch", torchProgram(e, loading));
}

std::string safetensorsSections(const Export &e)
{
    const std::string loading = "import json\n\nwith open(" + pythonString(e.file)
        + ", \"rb\") as file:\n"
          "    header = json.loads(file.read(int.from_bytes(file.read(8), \"little\")))\n"
          "    data = file.read()\n"
          "facts = header.pop(\"__metadata__\")\n"
          "w = {\n"
          "    name: np.frombuffer(data[slice(*about[\"data_offsets\"])], "
          "\"<f4\").reshape(about[\"shape\"])\n"
          "    for name, about in header.items()\n"
          "}\n"
        + goldenFromFacts(e) + "for name, values in w.items():\n    print(name, values.shape)\n";
    return "\nThe safetensors package opens it too: safetensors.numpy.load_file, "
           "safetensors.torch.load_file.\n"
        + section("Python with NumPy", numpyProgram(e, loading))
        + section("Python with PyTorch", torchProgram(e, loading));
}

std::string textSections(const Export &e)
{
    std::string loading = "w = {\n";
    for (const TextWeightFile &file : textWeightFiles(e.model.spec))
        loading += "    " + pythonString(file.parameter) + ": np.loadtxt(" + pythonString(file.file)
            + ", dtype=np.float32, ndmin=1).reshape(" + dimsInWords(file.dims, ", ") + "),\n";
    loading += "}\n"
        + golden(e,
            "np.loadtxt(\"golden_input.txt\", dtype=np.float32, ndmin=1).reshape("
                + shapeOf(e.model) + ")",
            "np.loadtxt(\"golden_probabilities.txt\", dtype=np.float32, ndmin=1)");
    return "\nOne file a parameter, one value a line, the last index moving fastest.\n"
        + section("Python with NumPy", numpyProgram(e, loading));
}

std::string onnxSections(const Export &e)
{
    const std::string file = pythonString(e.file);
    const std::string withOnnx
        = "import numpy as np\nimport onnx\nfrom onnx import numpy_helper\n\n"
          "model = onnx.load("
        + file
        + ")\n"
          "facts = {entry.key: entry.value for entry in model.metadata_props}\n"
          "w = {one.name: numpy_helper.to_array(one) for one in model.graph.initializer}\n"
        + goldenFromFacts(e);
    return "\nInput \"input\" [N, C, H, W], any N; outputs \"logits\" and \"probabilities\" [N, "
           "classes].\nOpens in Netron as it is.\n"
        + section("Python with ONNX Runtime",
            "import numpy as np\nimport onnxruntime\n\nsession = onnxruntime.InferenceSession("
                + file + ")\nfacts = session.get_modelmeta().custom_metadata_map\n"
                + goldenFromFacts(e) + "\n" + preparation(e.model)
                + ending(
                    e, R"(session.run(["probabilities"], {"input": golden_input[None]})[0][0])"))
        + section("Python with OpenCV",
            withOnnx + "\n" + preparation(e.model)
                + "\nimport cv2\n\nnet = cv2.dnn.readNetFromONNX(" + file
                + ")\nnet.setInput(golden_input[None].copy(), \"input\")"
                + ending(e, "net.forward(\"probabilities\")[0]"))
        + section("The weights, with the onnx package",
            withOnnx
                + "for name, values in w.items():\n    print(name, values.shape)\n"
                  "print(onnx.helper.printable_graph(model.graph))\n");
}

std::string cSections(const Export &e)
{
    const std::string name = cNameOf(e.file);
    std::string program = "#include <stdio.h>\n#include \"" + e.file
        + "\"\n\nint main(void)\n{\n    static float probabilities[" + name
        + "_CLASSES];\n    int i;\n";
    std::string input = name + "_golden_input";
    if (!e.hasGolden) {
        program += "    static float input[" + name + "_CHANNELS * " + name + "_HEIGHT * " + name
            + "_WIDTH];\n";
        input = "input";
    }
    program += "    " + name + "_predict(" + input + ", probabilities);\n    for (i = 0; i < "
        + name + "_CLASSES; ++i)\n        printf(\"%s: %.7f\\n\", " + name
        + "_class_names[i], probabilities[i]);\n";
    if (e.hasGolden)
        program += R"(    printf("difference: %g\n", )" + name + "_selftest());\n";
    const std::string source = e.file == "main.c" ? "program.c" : "main.c";
    return section("A program in C", program + "    return 0;\n}\n") + "\nSave it as " + source
        + " beside the header and compile:\n"
        + section("Shell", "cc -std=c99 -O2 " + source + " -lm -o predict\n./predict\n") + "\n"
        + name
        + "_normalize() turns pixels into what the network gets; the header says which pixels.\n";
}

std::string introduction(const Export &e)
{
    const Preprocessing &how = e.model.preprocessing;
    std::string text = "How to use " + e.file + "\n\nA network that takes images as numbers, "
        + shapeOf(e.model) + " (channels, height, width),\nand tells "
        + std::to_string(e.model.classes.size()) + " classes apart. Images become "
        + channelsInWords(how) + ",\n" + sizeInWords(how) + ",\n" + kResizing + ".\n";
    if (e.hasGolden)
        text += "The file holds a golden image: the programs here run the network on it and print "
                "what\nthey get and how far that is from what ConvScope got.\n";
    return text;
}

} // namespace

std::string howto(
    const std::string &format, const std::string &file, const TrainedModel &model, bool hasGolden)
{
    const Export e { .file = file, .model = model, .hasGolden = hasGolden };
    std::string text = introduction(e);
    if (format == "c")
        return text + cSections(e);
    text += "prepare() turns pixels of an image of your own into what golden_input is.\n";
    if (format == "npz")
        return text + npzSections(e);
    if (format == "safetensors")
        return text + safetensorsSections(e);
    if (format == "text")
        return text + textSections(e);
    if (format == "onnx")
        return text + onnxSections(e);
    throw Error("there is no export format '" + format + "' that could be explained");
}

} // namespace convscope
