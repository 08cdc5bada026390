// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/kit/theme.h"
#include <QApplication>
#include <QPalette>
#include <QPixmap>
#include <QStyle>
#include <QStyleFactory>
#include <array>

namespace convscope {

namespace {

/// The colours in which the palettes differ.
struct Shades {
    QColor window, base, alternate, button, text, muted, line, accent, highlightedText;
};

const Shades kLight { 0xf3f4f6, 0xffffff, 0xf0f2f5, 0xe9ebef, 0x1d2430, 0x626b7a, 0xcfd4dc,
    0x1768c4, 0xffffff };
const Shades kDark { 0x20242b, 0x181b20, 0x23282f, 0x2d333c, 0xe6e9ee, 0x9aa4b2, 0x414955, 0x62a8f5,
    0x10141a };

const QPalette &systemPalette()
{
    static const QPalette palette = QApplication::palette(); // as it was before we changed it
    return palette;
}

const Shades &shades()
{
    return isDark() ? kDark : kLight;
}

QPalette paletteOf(const Shades &s)
{
    QPalette palette;
    const auto set = [&](QPalette::ColorRole role, const QColor &colour, const QColor &disabled) {
        palette.setColor(QPalette::All, role, colour);
        palette.setColor(QPalette::Disabled, role, disabled);
    };
    set(QPalette::Window, s.window, s.window);
    set(QPalette::Base, s.base, s.window);
    set(QPalette::AlternateBase, s.alternate, s.alternate);
    set(QPalette::Button, s.button, s.button);
    set(QPalette::WindowText, s.text, s.muted);
    set(QPalette::Text, s.text, s.muted);
    set(QPalette::ButtonText, s.text, s.muted);
    set(QPalette::PlaceholderText, s.muted, s.muted);
    set(QPalette::ToolTipBase, s.base, s.base);
    set(QPalette::ToolTipText, s.text, s.text);
    set(QPalette::Highlight, s.accent, s.line);
    set(QPalette::HighlightedText, s.highlightedText, s.text);
    set(QPalette::Link, s.accent, s.muted);
    set(QPalette::Mid, s.line, s.line);
    set(QPalette::Midlight, s.alternate, s.alternate);
    set(QPalette::Dark, s.line.darker(120), s.line);
    set(QPalette::Light, s.base, s.base);
    return palette;
}

} // namespace

void applyTheme(Theme theme)
{
    const bool systemIsDark = systemPalette().color(QPalette::Window).lightness() < 128;
    const bool dark = theme == Theme::Dark || (theme == Theme::System && systemIsDark);
    QApplication::setStyle(QStyleFactory::create(QStringLiteral("Fusion")));
    QApplication::setPalette(paletteOf(dark ? kDark : kLight));
}

bool isDark()
{
    return QApplication::palette().color(QPalette::Window).lightness() < 128;
}

SeriesColours seriesColours()
{
    if (isDark())
        return { 0x56b4e9, 0xf0a830, 0xc58fd8, 0x7fd6a0 };
    return { 0x0072b2, 0xd55e00, 0x8a4f9e, 0x00805f };
}

QColor overlayColour(int place)
{
    // The rest of Okabe and Ito's set, and neighbours of it that differ in lightness too.
    static const std::array<QColor, kOverlayColours> onLight { 0xb0578d, 0x6b8e23, 0x00788c,
        0x9a6a00, 0x5d4db3, 0x7a3b2e };
    static const std::array<QColor, kOverlayColours> onDark { 0xe58fc0, 0xb5d45c, 0x5fd0e0,
        0xe6cf6a, 0xa99cf5, 0xe0a08f };
    const auto at = std::size_t(place) % kOverlayColours;
    return isDark() ? onDark[at] : onLight[at];
}

QIcon overlaySwatch(int place)
{
    constexpr int kSide = 32;
    QPixmap square(kSide, kSide);
    square.fill(overlayColour(place));
    QIcon icon(square);
    icon.addPixmap(square, QIcon::Selected);
    return icon;
}

QColor accentColour()
{
    return shades().accent;
}

QColor mutedText()
{
    return shades().muted;
}

QColor surfaceColour()
{
    return shades().base;
}

QColor bandColour()
{
    return shades().alternate;
}

QColor lineColour()
{
    return shades().line;
}

QColor errorColour()
{
    return isDark() ? 0xff8a80 : 0xb3261e;
}

} // namespace convscope
