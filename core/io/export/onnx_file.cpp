// SPDX-License-Identifier: GPL-3.0-or-later
// Field numbers and values are those of https://github.com/onnx/onnx/blob/main/onnx/onnx.proto. The
// few messages that are needed are written here: libonnx would bring a library of two megabytes and
// the protobuf runtime along for them.
#include "core/io/export/onnx_file.h"
#include "core/base/error.h"
#include "core/base/files/atomic_file.h"
#include "core/io/export/onnx_graph.h"
#include "core/io/tensors/model_file.h"
#include "core/io/tensors/protobuf.h"
#include <bit>
#include <cstring>
#include <limits>

namespace convscope {

static_assert(
    std::endian::native == std::endian::little, "the data is copied as it lies in memory");

namespace {

constexpr std::int64_t kIrVersion = 7, kOperators = 13; // that appeared together
constexpr std::int64_t kFloat = 1, kInt64 = 7; // values of TensorProto.DataType
constexpr std::size_t kMaxOnnxFile = std::size_t(std::numeric_limits<std::int32_t>::max());

enum ModelField : std::uint32_t {
    IrVersion = 1,
    ProducerName = 2,
    ProducerVersion = 3,
    Graph = 7,
    OpsetImport = 8,
    MetadataProps = 14,
};
enum GraphField : std::uint32_t { Node = 1, GraphName = 2, Initializer = 5, Input = 11, Output };
enum NodeField : std::uint32_t { NodeInput = 1, NodeOutput, NodeName, NodeOp, NodeAttribute };
enum AttributeField : std::uint32_t { AttributeName = 1, F = 2, I = 3, Ints = 8, Type = 20 };
enum AttributeType : std::uint64_t { FloatType = 1, IntType = 2, IntsType = 7 };
enum TensorField : std::uint32_t { Dims = 1, DataType = 2, TensorName = 8, RawData = 9 };
constexpr std::uint32_t kOpsetVersion = 2; // OperatorSetIdProto
constexpr std::uint32_t kKey = 1, kValue = 2; // StringStringEntryProto
constexpr std::uint32_t kValueName = 1, kValueType = 2; // ValueInfoProto
constexpr std::uint32_t kTensorType = 1, kElementType = 1, kShape = 2; // TypeProto
constexpr std::uint32_t kDim = 1, kDimValue = 1, kDimParam = 2; // TensorShapeProto

template<typename T>
ProtobufMessage tensor(const std::string &name, const std::vector<std::size_t> &dims,
    std::int64_t type, std::span<const T> values)
{
    ProtobufMessage message;
    for (const std::size_t side : dims)
        message.addNumber(Dims, std::uint64_t(side));
    message.addNumber(DataType, type);
    message.addBytes(TensorName, name);
    message.addBytes(
        RawData, { reinterpret_cast<const char *>(values.data()), values.size_bytes() });
    return message;
}

/// [N, dims…], N being whatever number of images comes.
ProtobufMessage valueInfo(const std::string &name, std::initializer_list<int> dims)
{
    ProtobufMessage any, shape, tensorType, type, value;
    any.addBytes(kDimParam, "N");
    shape.addMessage(kDim, any);
    for (const int side : dims) {
        ProtobufMessage dim;
        dim.addNumber(kDimValue, std::int64_t(side));
        shape.addMessage(kDim, dim);
    }
    tensorType.addNumber(kElementType, kFloat);
    tensorType.addMessage(kShape, shape);
    type.addMessage(kTensorType, tensorType);
    value.addBytes(kValueName, name);
    value.addMessage(kValueType, type);
    return value;
}

ProtobufMessage attributeMessage(const OnnxAttribute &attribute)
{
    ProtobufMessage message;
    message.addBytes(AttributeName, attribute.name);
    if (const auto *real = std::get_if<float>(&attribute.value)) {
        message.addFloat(F, *real);
        message.addNumber(Type, FloatType);
    } else if (const auto *whole = std::get_if<std::int64_t>(&attribute.value)) {
        message.addNumber(I, *whole);
        message.addNumber(Type, IntType);
    } else {
        for (const std::int64_t one : std::get<std::vector<std::int64_t>>(attribute.value))
            message.addNumber(Ints, one);
        message.addNumber(Type, IntsType);
    }
    return message;
}

ProtobufMessage nodeMessage(const OnnxNode &node)
{
    ProtobufMessage message;
    for (const std::string &input : node.inputs)
        message.addBytes(NodeInput, input);
    message.addBytes(NodeOutput, node.output);
    message.addBytes(NodeName, node.name);
    message.addBytes(NodeOp, node.op);
    for (const OnnxAttribute &attribute : node.attributes)
        message.addMessage(NodeAttribute, attributeMessage(attribute));
    return message;
}

ProtobufMessage constantTensor(const OnnxConstant &constant)
{
    if (const auto *real = std::get_if<float>(&constant.value))
        return tensor<float>(constant.name, {}, kFloat, { real, 1 });
    const auto &whole = std::get<std::vector<std::int64_t>>(constant.value);
    return tensor<std::int64_t>(constant.name, { whole.size() }, kInt64, whole);
}

ProtobufMessage graphMessage(const TrainedModel &model)
{
    const OnnxGraph graph = onnxGraph(withNames(model.spec));
    ProtobufMessage message;
    for (const OnnxNode &node : graph.nodes)
        message.addMessage(Node, nodeMessage(node));
    message.addBytes(GraphName, "network");
    for (const NamedTensor &parameter : model.parameters) {
        const auto values = parameter.value.values();
        const std::vector<float> floats(values.begin(), values.end());
        message.addMessage(
            Initializer, tensor<float>(parameter.name, parameter.value.dims(), kFloat, floats));
    }
    for (const OnnxConstant &constant : graph.constants)
        message.addMessage(Initializer, constantTensor(constant));
    const Shape &in = model.spec.input;
    const int classes = static_cast<int>(model.classes.size());
    message.addMessage(Input, valueInfo("input", { in.c, in.h, in.w }));
    message.addMessage(Output, valueInfo("logits", { classes }));
    message.addMessage(Output, valueInfo("probabilities", { classes }));
    return message;
}

/// Floats become a tensor; whole numbers and numbers alone are no weights, and are passed over.
void readInitializer(const std::string &file, std::span<const std::uint8_t> bytes, OnnxFile &to)
{
    BoundedReader reader(file, bytes);
    std::string name;
    std::vector<std::size_t> dims;
    std::uint64_t type = 0;
    std::span<const std::uint8_t> data;
    while (reader.left() > 0) {
        const ProtobufField field = takeProtobufField(reader);
        if (field.number == Dims)
            dims.push_back(field.value);
        else if (field.number == DataType)
            type = field.value;
        else if (field.number == TensorName)
            name = field.text();
        else if (field.number == RawData)
            data = field.bytes;
    }
    if (type != std::uint64_t(kFloat) || dims.empty())
        return;
    std::size_t requested = sizeof(float);
    for (const std::size_t side : dims)
        if (__builtin_mul_overflow(requested, side, &requested))
            reader.fail("tensor '" + name + "': its shape is too large");
    if (requested != data.size())
        reader.fail("tensor '" + name + "': its shape takes " + std::to_string(requested)
            + " bytes, but there are " + std::to_string(data.size()));
    std::vector<float> values(data.size() / sizeof(float));
    if (!values.empty())
        std::memcpy(values.data(), data.data(), data.size());
    Tensor value(dims);
    std::copy(values.begin(), values.end(), value.data());
    to.tensors.push_back({ std::move(name), std::move(value) });
}

void readMetadata(const std::string &file, std::span<const std::uint8_t> bytes, OnnxFile &to)
{
    BoundedReader reader(file, bytes);
    std::string key, value;
    while (reader.left() > 0) {
        const ProtobufField field = takeProtobufField(reader);
        if (field.number == kKey)
            key = field.text();
        else if (field.number == kValue)
            value = field.text();
    }
    if (!to.metadata.emplace(key, value).second)
        reader.fail("its metadata have '" + key + "' twice");
}

} // namespace

void writeOnnx(
    const std::filesystem::path &path, const TrainedModel &model, const GoldenSample &golden)
{
    ProtobufMessage message, operators;
    message.addNumber(IrVersion, kIrVersion);
    message.addBytes(ProducerName, "ConvScope");
    message.addBytes(ProducerVersion, CONVSCOPE_VERSION);
    message.addMessage(Graph, graphMessage(model));
    operators.addNumber(kOpsetVersion, kOperators);
    message.addMessage(OpsetImport, operators);
    auto metadata = modelMetadata(model, golden);
    metadata["format"] = "convscope-onnx";
    for (const auto &[key, value] : metadata) {
        ProtobufMessage entry;
        entry.addBytes(kKey, key);
        entry.addBytes(kValue, value);
        message.addMessage(MetadataProps, entry);
    }
    if (message.bytes().size() > kMaxOnnxFile)
        throw Error(path.string()
            + ": ONNX files end at two gigabytes, which this model is larger than; choose another "
              "format");
    writeFileAtomically(path, message.bytes());
}

OnnxFile readOnnx(const std::filesystem::path &path)
{
    const std::string name = path.string();
    const std::vector<std::uint8_t> bytes = readFile(path, kMaxOnnxFile);
    BoundedReader reader(name, bytes);
    OnnxFile file;
    while (reader.left() > 0) {
        const ProtobufField field = takeProtobufField(reader);
        if (field.number == MetadataProps)
            readMetadata(name, field.bytes, file);
        if (field.number != Graph)
            continue;
        BoundedReader graph(name, field.bytes);
        while (graph.left() > 0)
            if (const ProtobufField part = takeProtobufField(graph); part.number == Initializer)
                readInitializer(name, part.bytes, file);
    }
    if (const auto format = file.metadata.find("format");
        format == file.metadata.end() || format->second != "convscope-onnx")
        reader.fail("it is no ONNX file that ConvScope wrote");
    return file;
}

} // namespace convscope
