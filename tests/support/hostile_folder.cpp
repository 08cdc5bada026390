// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/hostile_folder.h"
#include "tests/support/gif_files.h"
#include <cstring>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace convscope::test {

namespace {

namespace fs = std::filesystem;
using namespace std::string_literals;

Bytes png(int width = 4, int height = 3)
{
    return encodeImage(patternImage(width, height), ".png");
}

Bytes text(std::string_view content)
{
    return { content.begin(), content.end() };
}

Bytes joined(Bytes a, const Bytes &b)
{
    a.insert(a.end(), b.begin(), b.end());
    return a;
}

Bytes fixture(const std::string &name)
{
    std::ifstream file(fs::path(TEST_SOURCE_DIR) / "data" / name, std::ios::binary);
    Bytes bytes { std::istreambuf_iterator<char>(file), {} };
    if (bytes.empty())
        throw std::runtime_error("no fixture " + name);
    return bytes;
}

GifParts gif(int width, int height, std::size_t frames)
{
    const GifFrame frame { 0, 0, 2, 1, { 0, 1 }, {} };
    return { width, height, { 255, 0, 0, 0, 0, 255 }, { frames, frame } };
}

void put32(Bytes &bytes, std::size_t at, std::uint32_t value)
{
    for (const unsigned shift : { 0U, 8U, 16U, 24U })
        bytes.at(at++) = static_cast<std::uint8_t>(value >> shift);
}

/// A whole TIFF whose directory says that it is 20,000 × 20,000.
Bytes tiffBomb()
{
    Bytes bytes { 'I', 'I', 42, 0, 8, 0, 0, 0, 2, 0 };
    for (const std::uint8_t tag : Bytes { 0, 1 }) // ImageWidth, ImageLength: one 32-bit number
        bytes = joined(bytes, { tag, 1, 4, 0, 1, 0, 0, 0, 0x20, 0x4e, 0, 0 });
    return joined(bytes, { 0, 0, 0, 0 });
}

Bytes jpegBomb()
{
    Bytes jpeg = encodeImage(plainImage(8, 8, { 7 }), ".jpg");
    for (std::size_t at = 0; at + 9 < jpeg.size(); ++at) {
        if (jpeg[at] == 0xff && jpeg[at + 1] == 0xc0) { // start of frame: height, then width
            jpeg[at + 5] = jpeg[at + 7] = 0x4e;
            jpeg[at + 6] = jpeg[at + 8] = 0x20;
            return jpeg;
        }
    }
    throw std::runtime_error("a JPEG without a frame");
}

/// As datasets name the two files here that are not UTF-8.
std::string shown(const std::string &name)
{
    std::string result;
    for (const char letter : name)
        result += letter == '\xe9' ? "\\xE9"s
            : letter == '\xff'     ? "\\xFF"s
                                   : std::string(1, letter);
    return result;
}

Bytes animatedWebp()
{
    Bytes webp = text("RIFF....WEBPVP8X");
    put32(webp, 4, 22);
    return joined(webp, { 10, 0, 0, 0, 2, 0, 0, 0, 7, 0, 0, 7, 0, 0 });
}

int listeningAt(const fs::path &path)
{
    sockaddr_un address {};
    address.sun_family = AF_UNIX;
    if (path.string().size() >= sizeof address.sun_path)
        throw std::runtime_error("too long a name for a socket");
    std::strcpy(address.sun_path, path.c_str());
    const int number = ::socket(AF_UNIX, SOCK_STREAM, 0);
    if (::bind(number, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0)
        throw std::runtime_error("cannot make a socket");
    return number;
}

} // namespace

HostileFolder::HostileFolder()
{
    addFormats();
    addDepthsAndColours();
    addOddNames();
    addTruncated();
    addBombs();
    addDamaged();
    addOtherFiles();
    addLinksAndPipes();
    addGood(kVanishing, png());
    addGood(kTurning, png());
    addGood("cats/turning into another.png", png());
    fs::permissions(m_folder.write(kSecret, png()), fs::perms::owner_write);
    addEarly(kSecret, "no permission to read it");
}

HostileFolder::~HostileFolder()
{
    ::close(m_socket);
}

void HostileFolder::disturb()
{
    fs::remove(m_folder / kVanishing);
    m_good.erase(kVanishing);
    m_bad[kVanishing] = "no such file";
    m_folder.write(kTurning, "no image any more, but text");
    m_good.erase(kTurning);
    m_bad[kTurning] = "not an image";
    m_folder.write("cats/turning into another.png", encodeImage(patternImage(9, 9), ".bmp"));
}

void HostileFolder::addGood(const std::string &name, const Bytes &bytes)
{
    m_folder.write(name, bytes);
    m_good.insert(shown(name));
}

void HostileFolder::addBad(const std::string &name, const Bytes &bytes, const std::string &reason)
{
    m_folder.write(name, bytes);
    m_bad[shown(name)] = reason;
}

void HostileFolder::addEarly(const std::string &name, const std::string &reason)
{
    m_bad[shown(name)] = reason;
    m_early.insert(shown(name));
}

void HostileFolder::addEarly(
    const std::string &name, std::string_view content, const std::string &reason)
{
    m_folder.write(name, content);
    addEarly(name, reason);
}

void HostileFolder::addFormats()
{
    for (const char *extension : { ".png", ".jpg", ".bmp", ".tiff", ".ppm", ".webp" })
        addGood("cats/plain"s + extension, encodeImage(patternImage(9, 7), extension));
    addGood("cats/plain.gif", encodeGif(patternImage(9, 7)));
    addGood("cats/animated.gif", makeGif(gif(2, 1, 3)));
    addGood("cats/frame in a larger screen.gif", makeGif(gif(5, 4, 1)));
    addGood("cats/digits.ppm", text("P3\n1 1\n255\n9 8 7\n"));
    addGood("cats/digits.pbm", text("P1\n4 1\n0 1 0 1\n"));
    addGood("cats/progressive.jpg", fixture("progressive.jpg"));
    addGood("cats/run_lengths.bmp", fixture("run_lengths.bmp"));
    addGood("cats/turned_right.tif", fixture("turned_right.tif"));
    const Bytes jpeg = encodeImage(patternImage(16, 8), ".jpg");
    for (int orientation = 1; orientation <= 8; ++orientation)
        addGood("dogs/exif" + std::to_string(orientation) + ".jpg",
            jpegWithExif(jpeg, orientation, orientation % 2 == 0));
    addGood("dogs/garbage after it.png", joined(png(), text("<html>and so on</html>")));
    addGood("dogs/garbage after it.jpg", joined(jpeg, Bytes(500, 0)));
    addGood("dogs/garbage after it.gif", joined(makeGif(gif(2, 1, 1)), Bytes(9, 9)));
    addGood("dogs/note that makes no sense.png",
        makePng({ 1, 1, 8, 0, { 0, 77 }, pngChunk("eXIf", { 'M', 'M', 0, 42, 255, 255, 9, 9 }) }));
}

void HostileFolder::addDepthsAndColours()
{
    const Image image = patternImage(5, 4);
    addGood("dogs/sixteen.png", encodeImage16(image, ".png"));
    addGood("dogs/sixteen.tiff", encodeImage16(image, ".tiff"));
    addGood("dogs/sixteen.pgm", joined(text("P5\n1 1\n65535\n"), { 0x80, 0 }));
    addGood("dogs/sixteen grey.png", encodeImage16(patternImage(5, 4, 1), ".png"));
    addGood("dogs/cmyk.jpg", fixture("cmyk.jpg"));
    addGood("dogs/grey.jpg", encodeImage(patternImage(8, 8, 1), ".jpg"));
    addGood("dogs/one bit.png", makePng({ 8, 1, 1, 0, { 0, 0b10110000 }, {} }));
    addGood("dogs/one bit.pbm", joined(text("P4\n8 1\n"), { 0b10110000 }));
    addGood("dogs/one bit.tif", fixture("bilevel.tif"));
    addGood("dogs/palette.png",
        makePng({ 2, 1, 8, 3, { 0, 1, 0 }, pngChunk("PLTE", { 255, 0, 0, 0, 0, 255 }) }));
    addGood("dogs/palette.tif", fixture("palette.tif"));
    addGood("dogs/grey and alpha.png", makePng({ 1, 1, 8, 4, { 0, 90, 128 }, {} }));
    addGood("dogs/colour and alpha.png", encodeImage(patternImage(4, 4, 4), ".png"));
    addGood("dogs/transparent.gif", encodeGif(Image { 4, 1, 2, { 9, 9, 9, 0, 1, 2, 3, 255 } }));
    addGood("dogs/one pixel.png", png(1, 1));
    addGood("dogs/one column.png", png(1, 300));
}

void HostileFolder::addOddNames()
{
    addGood("cats/a png called.jpg", png());
    addGood("cats/a gif called.png", makeGif(gif(2, 1, 1)));
    addGood("cats/a image called.txt", png());
    addGood("cats/without extension", png());
    addGood("cats/CAPITALS.PNG", png());
    addGood("cats/not UTF-8 caf\xe9.png", png());
    addGood("cats/" + std::string(251, 'x') + ".png", png());
    addGood("cats/quotes ' \" and ` and $HOME.png", png());
    addGood("cats/line\nend\tand tab.png", png());
    addGood("cats/-rf.png", png());
    addGood("cats/100%s%n.png", png());
    addGood("cats/\xe7\x8c\xab.png", png());
    addGood("cats/ .png", png());
    addGood("cats/folder.png/inside.png", png());
    addGood("cats/deep/er/and/deep/er/still.png", png());
    addGood("class \xff that is not UTF-8\n/one.png", png());
}

void HostileFolder::addTruncated()
{
    const auto half = [](Bytes bytes) {
        bytes.resize(bytes.size() * 2 / 3);
        return bytes;
    };
    const std::string reason = "truncated: ";
    for (const char *extension : { ".png", ".jpg", ".bmp", ".tiff", ".ppm", ".webp" })
        addBad("dogs/cut off"s + extension, half(encodeImage(patternImage(40, 30), extension)),
            reason);
    addBad("dogs/cut off.gif", half(encodeGif(patternImage(40, 5, 1))), reason);
    Bytes almost = png();
    almost.pop_back();
    addBad("dogs/one byte is missing.png", almost, reason);
    addBad("dogs/only a signature.png", text("\x89PNG\r\n\x1a\n"), reason);
    addBad("dogs/only the start.jpg", { 0xff, 0xd8, 0xff, 0xe0 }, reason);
    addEarly("dogs/nothing.png", "", "empty file");
}

void HostileFolder::addBombs()
{
    const std::string reason = "too large: 20000×20000";
    addBad("dogs/bomb.png", makePng({ 20'000, 20'000, 8, 2, { 0 }, {} }), reason);
    Bytes bmp = encodeImage(patternImage(4, 3), ".bmp");
    put32(bmp, 18, 20'000);
    put32(bmp, 22, 20'000);
    addBad("dogs/bomb.bmp", bmp, reason);
    addBad("dogs/bomb.gif", makeGif(gif(20'000, 20'000, 1)), reason);
    addBad("dogs/bomb.tiff", tiffBomb(), reason);
    addBad("dogs/bomb.jpg", jpegBomb(), reason);
    addBad("dogs/bomb.ppm", text("P6\n20000 20000\n255\n"), reason);
}

void HostileFolder::addDamaged()
{
    Bytes sum = png(9, 5);
    sum[sum.size() - 20] ^= 1U;
    addBad("dogs/wrong checksum.png", sum, "damaged: the checksum of IDAT is wrong");
    addBad("dogs/no width.png", makePng({ 0, 5, 8, 2, { 0 }, {} }), "damaged: ");
    addBad("dogs/no pixels.gif", makeGif({ 1, 1, { 1, 2, 3 }, {} }), "damaged: ");
    addBad("dogs/wild colours.gif", makeGif({ 1, 1, { 1, 2, 3 }, { { 0, 0, 1, 1, { 200 }, {} } } }),
        "damaged: ");
    addBad("dogs/wild numbers.ppm", text("P6\n99999999999999999999 1\n255\n"), "damaged: ");
    addBad("dogs/animated.webp", animatedWebp(), "not a supported image: save one frame");
}

void HostileFolder::addOtherFiles()
{
    const std::string_view zeros("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 20);
    addEarly("dogs/text.jpg", "Dear reader, this is no image at all.", "not an image");
    addEarly("dogs/error page.png", "<!DOCTYPE html><html>404</html>", "not an image");
    addEarly("dogs/archive.png", "PK\3\4 and so on", "not an image");
    addEarly("dogs/recovered.jpg", zeros, "not an image");
    addEarly("dogs/one byte.png", "x", "not an image");
    addEarly("dogs/BMW.bmp", "BMW is not a bitmap, whatever it says", "not an image");
    const std::string refused = "not a supported image: save the ";
    addEarly("dogs/phone.heic",
        { "\0\0\0\x18"
          "ftypheic",
            12 },
        refused + "HEIC");
    addEarly("dogs/new.avif",
        { "\0\0\0\x18"
          "ftypavif",
            12 },
        refused + "AVIF");
    addEarly("dogs/drawing.svg", "<svg xmlns='x'/>", refused + "SVG");
    addEarly("dogs/paper.pdf", "%PDF-1.4", refused + "PDF");
    addEarly("dogs/layers.psd", "8BPS\0\1", refused + "Photoshop");
    addEarly("dogs/.hidden.png", "anything", "a hidden file");
    // Nobody takes these for images, so nothing is said of them.
    m_folder.write("dogs/.DS_Store", std::string_view("Bud1"));
    m_folder.write("dogs/Thumbs.db", std::string_view("\xd0\xcf"));
    m_folder.write("dogs/desktop.ini", std::string_view("[x]"));
    m_folder.write("readme.txt", std::string_view("about these images"));
    addBad("loose.png", png(), "in no class folder");
    m_early.insert("loose.png");
    m_folder.write(".git/config", "x");
    addEarly(".git", "a hidden folder");
    m_folder.write("__MACOSX/cats/._plain.png", "x");
    fs::create_directory(m_folder / "birds");
    addEarly("birds", "a class folder without images");
}

void HostileFolder::addLinksAndPipes()
{
    m_folder.write("elsewhere/mouse.png", png());
    m_good.insert("elsewhere/mouse.png");
    fs::create_symlink("../elsewhere/mouse.png", m_folder / "dogs/link to an image.png");
    m_good.insert("dogs/link to an image.png");
    fs::create_symlink("gone.png", m_folder / "dogs/dangling.png");
    addEarly("dogs/dangling.png", "a link that leads nowhere");
    fs::create_symlink("itself.png", m_folder / "dogs/itself.png");
    addEarly("dogs/itself.png", "a link that leads nowhere");
    fs::create_directory_symlink("..", m_folder / "dogs/up");
    addEarly("dogs/up", "a link to a folder that is read already");
    fs::create_symlink("/dev/zero", m_folder / "dogs/endless.png");
    addEarly("dogs/endless.png", "not a file");
    if (::mkfifo((m_folder / "dogs/pipe.png").c_str(), 0644) != 0)
        throw std::runtime_error("cannot make a pipe");
    addEarly("dogs/pipe.png", "not a file");
    m_socket = listeningAt(m_folder / "dogs/socket.png");
    addEarly("dogs/socket.png", "not a file");
}

} // namespace convscope::test
