// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/io/run/image_list.h"
#include "core/base/error.h"
#include "core/base/files/atomic_file.h"
#include "core/io/tensors/report_text.h"

namespace convscope {

namespace {

constexpr std::size_t kMaxList = std::size_t(2) << 30U;
const std::string kImagesHeader = "path,sha256,class,split,group\n";

/// Takes fields off a text after RFC 4180, in which names may have anything, also line breaks.
class FieldReader {
public:
    explicit FieldReader(std::string_view text)
        : m_rest(text)
    {
    }
    bool atEnd() const { return m_rest.empty(); }

    /// Up to `end`, which is passed over. @throws Error where the field ends otherwise.
    std::string next(char end)
    {
        std::string field = m_rest.starts_with('"') ? quoted() : plain();
        if (!m_rest.starts_with(end))
            throw Error("is no line of five fields");
        m_rest.remove_prefix(1);
        return field;
    }

private:
    std::string plain()
    {
        const std::size_t size = std::min(m_rest.find_first_of(",\n"), m_rest.size());
        std::string field(m_rest.substr(0, size));
        m_rest.remove_prefix(size);
        return field;
    }

    std::string quoted()
    {
        std::string field;
        for (m_rest.remove_prefix(1);; field += '"', m_rest.remove_prefix(1)) {
            const std::size_t end = m_rest.find('"');
            if (end == std::string_view::npos)
                throw Error("has a quotation mark that is not closed");
            field += m_rest.substr(0, end);
            m_rest.remove_prefix(end + 1);
            if (!m_rest.starts_with('"')) // two of them are one in the field
                return field;
        }
    }

    std::string_view m_rest;
};

Split splitFrom(const std::string &name)
{
    for (const Split split : { Split::Train, Split::Validation, Split::Test })
        if (name == toString(split))
            return split;
    throw Error("names no part of a run: '" + name + "'");
}

ListedImage imageFrom(FieldReader &fields)
{
    ListedImage image;
    image.path = fields.next(',');
    const auto content = digestFromHex(fields.next(','));
    if (!content)
        throw Error("has no SHA-256");
    image.content = *content;
    image.className = fields.next(',');
    image.split = splitFrom(fields.next(','));
    image.group = fields.next('\n');
    return image;
}

} // namespace

FileMark writeImageList(const std::filesystem::path &file, const std::vector<ListedImage> &images)
{
    std::string text = kImagesHeader;
    for (const ListedImage &image : images)
        text += csvField(image.path) + "," + toHex(image.content) + "," + csvField(image.className)
            + "," + std::string(toString(image.split)) + "," + csvField(image.group) + "\n";
    writeFileAtomically(file, text);
    return markOf(text);
}

std::vector<ListedImage> readImageList(
    const std::filesystem::path &file, const std::optional<FileMark> &mark)
{
    const std::string text = readMarked(file, mark, kMaxList);
    if (!text.starts_with(kImagesHeader))
        throw Error(file.string() + ": its first line is not '"
            + kImagesHeader.substr(0, kImagesHeader.size() - 1) + "'");
    std::vector<ListedImage> images;
    FieldReader fields(std::string_view(text).substr(kImagesHeader.size()));
    while (!fields.atEnd()) {
        try {
            images.push_back(imageFrom(fields));
        } catch (const Error &error) {
            throw Error(file.string() + ": image " + std::to_string(images.size() + 1) + " "
                + error.what());
        }
    }
    return images;
}

} // namespace convscope
