// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/data/dataset/table_words.h"
#include "core/base/text/unicode.h"
#include <algorithm>
#include <map>

namespace convscope {

namespace {

struct RoleWords {
    ColumnRole role;
    std::string_view words; ///< the surest first
};

/// English first, then German, French, Spanish, Portuguese, Italian, Dutch, Polish, Czech, Swedish,
/// Turkish, Russian, Chinese, Japanese, Korean. Numbers of classes come behind their names.
constexpr RoleWords kRoleWords[] {
    { ColumnRole::File,
        "file filename filepath path filelocation imagefile imagefilename imagefilepath image "
        "imagename imagepath img imgname imgpath imgfile picture picturename photo photoname "
        "photofile fname relativepath relpath "
        "datei dateiname dateipfad pfad bild bilddatei bildname foto fichier nomdefichier "
        "nomdufichier "
        "nomfichier chemin archivo nombredearchivo nombrearchivo fichero ruta imagen arquivo "
        "nomedoarquivo nomearquivo ficheiro caminho imagem nomefile percorso immagine bestand "
        "bestandsnaam pad afbeelding plik nazwapliku sciezka obraz zdjecie soubor cesta obrazek "
        "filnamn sokvag dosya dosyaadi resim goruntu файл имяфайла путь изображение картинка фото "
        "文件 文件名 路径 图片 图像 ファイル ファイル名 画像 画像名 파일 파일명 이미지 "
        "imageindex imageid imgid pictureid photoid fileid name nom nombre nome naam nazwa nazev "
        "namn isim имя id" },
    { ColumnRole::Label,
        "label labels labelname class classname classlabel classes category categoryname target "
        "targets y "
        "klasse klassen klassenname kategorie etikett classe etiquette categorie clase etiqueta "
        "categoria rotulo etichetta klas klasa etykieta kategoria trida klass etiket sinif класс "
        "метка категория 标签 类别 类 ラベル クラス カテゴリ 라벨 레이블 클래스 "
        "species breed variety diagnosis disease emotion art rasse sorte diagnose espece race "
        "especie raza raca razza soort gatunek вид порода диагноз "
        "labelid classid categoryid targetid classindex labelindex dx digit finding "
        "findinglabels" },
    { ColumnRole::Split,
        "split set subset partition usage isvalid istest datasplit dataset part teil teilmenge "
        "aufteilung "
        "ensemble partie sousensemble conjunto particion particao divisao insieme suddivisione "
        "deel zbior podzial выборка часть 划分 分割" },
    { ColumnRole::Group,
        "group groupid groupname patient patientid subject subjectid case caseid participant "
        "participantid person personid individual individualid animalid site siteid location "
        "locationid video videoid sequence sequenceid scene sceneid slide slideid plant plantid "
        "lesionid studyid "
        "gruppe gruppenid proband groupe grupo gruppo paziente paciente groep grupa pacjent "
        "skupina grupp grup группа пациент 组 患者 グループ 그룹 환자" },
};

struct RoleRank {
    ColumnRole role = ColumnRole::File;
    std::size_t rank = 0;
};

const std::map<std::string, RoleRank, std::less<>> &roleTable()
{
    static const auto table = [] {
        std::map<std::string, RoleRank, std::less<>> result;
        for (const RoleWords &each : kRoleWords) {
            std::size_t rank = 0;
            for (std::string_view rest = each.words; !rest.empty(); ++rank) {
                const std::size_t end = std::min(rest.find(' '), rest.size());
                result.try_emplace(foldedWord(rest.substr(0, end)), RoleRank { each.role, rank });
                rest.remove_prefix(std::min(end + 1, rest.size()));
            }
        }
        return result;
    }();
    return table;
}

std::optional<RoleRank> roleRank(std::string_view name)
{
    constexpr std::size_t kLongestName = 100;
    if (name.size() > kLongestName)
        return std::nullopt;
    const auto found = roleTable().find(foldedWord(name));
    return found == roleTable().end() ? std::nullopt : std::optional(found->second);
}

} // namespace

std::optional<ColumnRole> columnRole(std::string_view name)
{
    const auto found = roleRank(name);
    return found ? std::optional(found->role) : std::nullopt;
}

std::optional<std::size_t> columnWithRole(std::span<const std::string> header, ColumnRole role)
{
    const auto columns = columnsWithRole(header, role);
    return columns.empty() ? std::nullopt : std::optional(columns.front());
}

std::vector<std::size_t> columnsWithRole(std::span<const std::string> header, ColumnRole role)
{
    std::vector<std::pair<std::size_t, std::size_t>> ranked;
    for (std::size_t i = 0; i < header.size(); ++i)
        if (const auto found = roleRank(header[i]); found && found->role == role)
            ranked.emplace_back(found->rank, i);
    std::ranges::sort(ranked);
    std::vector<std::size_t> columns;
    for (const auto &[rank, column] : ranked)
        columns.push_back(column);
    return columns;
}

} // namespace convscope
