// SPDX-License-Identifier: GPL-3.0-or-later
// What folders of images mean, as they lie on people's disks: one case a layout.
#include "core/base/error.h"
#include "core/data/dataset/dataset.h"
#include "tests/support/image_files.h"
#include "tests/support/temp_folder.h"
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <map>

namespace convscope::test {

namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Pair;
using testing::UnorderedElementsAre;

using Splits = std::map<std::string, std::size_t>;

/// A folder of images made for one test.
class Tree {
public:
    Tree &images(const std::string &folder, int count)
    {
        for (int i = 0; i < count; ++i)
            image(folder + "/im" + std::to_string(i) + ".png");
        return *this;
    }
    Tree &image(const std::string &name)
    {
        static const Bytes bytes = encodeImage(patternImage(4, 3), ".png");
        m_folder.write(name, bytes);
        return *this;
    }
    Tree &text(const std::string &name, std::string_view text)
    {
        m_folder.write(name, text);
        return *this;
    }
    std::unique_ptr<Dataset> open(const std::string &layout = {}) const
    {
        return openDataset(m_folder.string(), noProgress, { {}, layout });
    }
    std::string refusal(const std::string &layout = {}) const
    {
        try {
            open(layout);
        } catch (const Error &error) {
            return error.what();
        }
        return "opened";
    }

private:
    TempFolder m_folder;
};

Splits splitsOf(const Dataset &dataset)
{
    Splits splits;
    for (const Sample &sample : dataset.samples())
        ++splits[std::string(toString(sample.split.value_or(Split::Train)))];
    return splits;
}

Splits unlabelledOf(const Dataset &dataset)
{
    Splits parts;
    for (const UnlabelledPart &part : dataset.layout().unlabelled)
        parts[part.name] = part.images.size();
    return parts;
}

std::vector<std::string> readingsOf(const Dataset &dataset)
{
    std::vector<std::string> names;
    for (const LayoutReading &reading : dataset.layout().readings)
        names.push_back(reading.name);
    return names;
}

/// Without a question.
void expectClear(const Tree &tree, const std::vector<std::string> &classes, const Splits &splits,
    const Splits &unlabelled = {})
{
    const auto dataset = tree.open();
    EXPECT_TRUE(dataset->layout().isClear);
    EXPECT_EQ(dataset->classes(), classes);
    EXPECT_EQ(splitsOf(*dataset), splits);
    EXPECT_EQ(unlabelledOf(*dataset), unlabelled);
}

std::vector<std::string> asked(const Tree &tree)
{
    const auto dataset = tree.open();
    EXPECT_FALSE(dataset->layout().isClear);
    return readingsOf(*dataset);
}

} // namespace

TEST(FolderLayout, doubledSplitsWithAPartThatNobodyHasLabelled)
{
    Tree tree;
    for (const char *name : { "forest", "sea" })
        tree.images(std::string("seg_train/seg_train/") + name, 3)
            .images(std::string("seg_test/seg_test/") + name, 2);
    tree.images("seg_pred/seg_pred", 4);
    expectClear(
        tree, { "forest", "sea" }, { { "train", 6 }, { "test", 4 } }, { { "seg_pred", 4 } });
}

TEST(FolderLayout, splitsByAnyOfTheirWords)
{
    for (const auto &[train, val, test] : std::vector<std::array<std::string, 3>> {
             { "training_set", "validation_set", "test_set" },
             { "Train", "dev", "eval" },
             { "trn", "VALID", "tst" },
             { "01_train", "02_val", "03_test" },
             { "rps", "rps-validation", "rps-test-set" },
             { "Final_Training", "Final_Eval", "Final_Test" },
         }) {
        SCOPED_TRACE(train);
        Tree tree;
        for (const char *name : { "/paper", "/rock" })
            tree.images(train + name, 3).images(val + name, 2).images(test + name, 1);
        expectClear(tree, { "paper", "rock" }, { { "train", 6 }, { "val", 4 }, { "test", 2 } });
    }
}

TEST(FolderLayout, wrappersOfAnyDepthAndLeftoversSayNothing)
{
    Tree tree;
    tree.images("archive (3)/Data Set/images/cats", 2)
        .images("archive (3)/Data Set/images/dogs", 2);
    tree.text("__MACOSX/._x", "junk").text("archive (3)/Thumbs.db", "junk");
    tree.text("archive (3)/readme.txt", "about").text("archive (3)/paper.docx", "PK");
    expectClear(tree, { "cats", "dogs" }, { { "train", 4 } });
    EXPECT_THAT(tree.open()->problems(), IsEmpty());
}

TEST(FolderLayout, splitsInsideTheClassesAndFoldsAreNoClasses)
{
    Tree inside;
    for (const char *name : { "x", "y" })
        inside.images(std::string(name) + "/train", 3).images(std::string(name) + "/test", 1);
    expectClear(inside, { "x", "y" }, { { "train", 6 }, { "test", 2 } });
    Tree folds;
    for (const char *fold : { "fold_1", "fold_2" })
        folds.images(std::string(fold) + "/x", 2).images(std::string(fold) + "/y", 2);
    expectClear(folds, { "x", "y" }, { { "train", 8 } });
}

TEST(FolderLayout, anImageFolderInEachClassAndATableForTheValidation)
{
    Tree tree;
    tree.images("train/n01/images", 3).images("train/n02/images", 3).images("test/images", 2);
    tree.image("val/images/v0.png").image("val/images/v1.png");
    tree.text("val/val_annotations.txt", "v0.png\tn01\t0\t0\t9\t9\nv1.png\tn02\t0\t0\t9\t9\n");
    tree.text("words.txt", "n01\tgoldfish\nn02\tshark\n");
    expectClear(tree, { "n01", "n02" }, { { "train", 6 }, { "val", 2 } }, { { "test", 2 } });
}

TEST(FolderLayout, aNumberInATableMeansTheFolderOfThatNumber)
{
    Tree tree;
    tree.images("Final_Training/Images/00000", 3).images("Final_Training/Images/00014", 3);
    tree.text("Final_Training/Images/00000/GT-00000.csv", "Filename;ClassId\nim0.png;0\n");
    tree.image("Final_Test/Images/a.png").image("Final_Test/Images/b.png");
    tree.text(
        "Final_Test/Images/GT-final_test.csv", "Filename;Width;ClassId\na.png;4;0\nb.png;4;14\n");
    expectClear(tree, { "00000", "00014" }, { { "train", 6 }, { "test", 2 } });
    EXPECT_THAT(tree.open()->problems(), IsEmpty());
}

TEST(FolderLayout, idsWithoutExtensionAndFolder)
{
    Tree tree;
    tree.images("train", 4).images("test", 2);
    tree.text("labels.csv", "id,breed\nim0,pug\nim1,beagle\nim2,pug\nim3,beagle\n");
    tree.text("sample_submission.csv", "id,beagle,pug\nim0,0.5,0.5\n");
    const auto dataset = tree.open();
    EXPECT_THAT(dataset->classes(), ElementsAre("beagle", "pug"));
}

TEST(FolderLayout, aPairOfAFolderAndATableOfItsName)
{
    Tree tree;
    tree.images("train_images", 4).image("test_images/x.png");
    tree.text("train.csv", "image_id,label\nim0.png,0\nim1.png,1\nim2.png,0\nim3.png,1\n");
    tree.text("sample_submission.csv", "image_id,label\nx.png,0\n");
    expectClear(tree, { "0", "1" }, { { "train", 4 } }, { { "test_images", 1 } });
}

TEST(FolderLayout, oneHotColumnsAndAGroup)
{
    Tree tree;
    tree.images("input", 4);
    tree.text("truth.csv",
        "image,MEL,NV,patient\nim0,1.0,0.0,a\nim1,0.0,1.0,a\nim2,1.0,0.0,b\nim3,0.0,1.0,b\n");
    expectClear(tree, { "MEL", "NV" }, { { "train", 4 } });
}

TEST(FolderLayout, severalColumnsThatCouldBeTheLabelAreAskedFor)
{
    Tree tree;
    tree.images("part_1", 6);
    tree.text("facts.csv",
        "image,colour,shape\nim0,red,round\nim1,blue,round\nim2,red,long\nim3,blue,long\n"
        "im4,red,round\nim5,blue,long\n");
    EXPECT_THAT(asked(tree), ElementsAre("column:colour", "column:shape", "classes"));
    EXPECT_THAT(tree.open("column:shape")->classes(), ElementsAre("long", "round"));
}

TEST(FolderLayout, measuredNumbersAreRefusedWithTheReason)
{
    Tree tree;
    tree.images("faces", 30);
    std::string rows = "file,age\n";
    for (int i = 0; i < 30; ++i)
        rows += "im" + std::to_string(i) + ".png," + std::to_string(20.5 + i) + "\n";
    tree.text("ages.csv", rows);
    EXPECT_THAT(tree.refusal(), HasSubstr("column age holds measured numbers"));
}

TEST(FolderLayout, listsTellTheSplitsOfClassFolders)
{
    Tree tree;
    tree.images("images/pie", 3).images("images/sushi", 3);
    tree.text("meta/train.txt", "pie/im0\npie/im1\nsushi/im0\n");
    tree.text("meta/test.txt", "pie/im2\nsushi/im1\n");
    const auto dataset = tree.open();
    EXPECT_THAT(dataset->classes(), ElementsAre("pie", "sushi"));
    EXPECT_THAT(splitsOf(*dataset), UnorderedElementsAre(Pair("train", 3), Pair("test", 2)));
    ASSERT_EQ(dataset->problems().size(), 1U);
    EXPECT_EQ(dataset->problems()[0].path, "images/sushi/im2.png");
    EXPECT_THAT(readingsOf(*dataset), ElementsAre("lists", "classes"));
    EXPECT_EQ(tree.open("classes")->samples().size(), 6U);
}

TEST(FolderLayout, wherePartsAreListedTheRestTrains)
{
    Tree tree;
    tree.images("down", 3).images("up", 3);
    tree.text("validation_list.txt", "down/im0.png\n").text("testing_list.txt", "up/im2.png\n");
    expectClear(tree, { "down", "up" }, { { "train", 4 }, { "val", 1 }, { "test", 1 } });
}

TEST(FolderLayout, twoLevelsOfFoldersAreAskedFor)
{
    Tree tree;
    for (const char *alphabet : { "greek", "latin" })
        for (const char *letter : { "a", "b", "c" })
            tree.images(std::string(alphabet) + "/" + alphabet + letter, 2);
    EXPECT_THAT(asked(tree), ElementsAre("classes", "subclasses"));
    EXPECT_THAT(tree.open()->classes(), ElementsAre("greek", "latin"));
    const auto inner = tree.open("subclasses");
    EXPECT_TRUE(inner->layout().isClear);
    EXPECT_EQ(inner->classes().size(), 6U);
    EXPECT_THAT(tree.refusal("folds"), HasSubstr("no layout \"folds\""));
}

TEST(FolderLayout, foldersOfTheSameNameInSeveralCanBeOneClass)
{
    Tree tree;
    for (const char *domain : { "amazon", "webcam" })
        tree.images(std::string(domain) + "/bike", 2).images(std::string(domain) + "/mug", 2);
    EXPECT_THAT(asked(tree), ElementsAre("classes", "subclasses", "merged"));
    EXPECT_THAT(tree.open("merged")->classes(), ElementsAre("bike", "mug"));
}

TEST(FolderLayout, copiesBesideTheClassesAreQuestioned)
{
    Tree augmented;
    augmented.images("yes", 3).images("no", 3).images("augmented data", 3);
    EXPECT_THAT(asked(augmented), ElementsAre("without-copies", "classes"));
    EXPECT_THAT(augmented.open()->classes(), ElementsAre("no", "yes"));
    Tree packedTwice;
    packedTwice.images("yes", 3).images("no", 3).images("all/yes", 3).images("all/no", 3);
    EXPECT_THAT(asked(packedTwice).front(), "without-copies");
}

TEST(FolderLayout, whatWasMadeOfTheImagesIsNoImageOfTheClass)
{
    Tree tree;
    for (const char *name : { "COVID", "Normal" })
        tree.images(std::string(name) + "/images", 3).images(std::string(name) + "/masks", 3);
    expectClear(tree, { "COVID", "Normal" }, { { "train", 6 } });
    const auto dataset = tree.open();
    EXPECT_THAT(dataset->problems(),
        ElementsAre(Problem { "COVID/masks", "beside the images, left out" },
            Problem { "Normal/masks", "beside the images, left out" }));
}

TEST(FolderLayout, namesThatDifferInCaseOnly)
{
    Tree across;
    across.images("train/Cats", 3).images("train/Dogs", 3);
    across.images("test/cats", 1).images("test/dogs", 1);
    expectClear(across, { "Cats", "Dogs" }, { { "train", 6 }, { "test", 2 } });
    EXPECT_THAT(across.open()->layout().notes,
        ElementsAre("The class Cats is written cats in test/cats.",
            "The class Dogs is written dogs in test/dogs."));
    Tree beside;
    beside.images("Cats", 2).images("cats", 2);
    expectClear(beside, { "Cats", "cats" }, { { "train", 4 } });
    ASSERT_EQ(beside.open()->layout().notes.size(), 1U);
    EXPECT_THAT(beside.open()->layout().notes[0], HasSubstr("differ in case only: cats"));
}

TEST(FolderLayout, imagesWithoutAnyLabelsAreToBePredicted)
{
    Tree tree;
    tree.images("jpg", 3).text("imagelabels.mat", "MATLAB 5.0 MAT-file");
    expectClear(tree, {}, {}, { { "jpg", 3 } });
    ASSERT_EQ(tree.open()->layout().notes.size(), 1U);
    EXPECT_THAT(tree.open()->layout().notes[0], HasSubstr("a file of MATLAB"));
}

TEST(FolderLayout, classesInTheNamesOfFilesAreAskedFor)
{
    Tree tree;
    for (const char *name : { "cat.0", "cat.1", "dog.0", "dog.1" })
        tree.image(std::string("train/") + name + ".png");
    tree.image("test1/1.png").image("test1/2.png");
    EXPECT_THAT(asked(tree), ElementsAre("unlabelled", "file-names"));
    const auto named = tree.open("file-names");
    EXPECT_THAT(named->classes(), ElementsAre("cat", "dog"));
    EXPECT_EQ(unlabelledOf(*named), (Splits { { "test1", 2 } }));
}

TEST(FolderLayout, aParquetTableSaysHowToConvertIt)
{
    Tree tree;
    tree.text("data/train-00000-of-00001.parquet", "PAR1");
    EXPECT_THAT(tree.refusal(), HasSubstr("is a Parquet table"));
}

TEST(FolderLayout, ComposedAndDecomposedLettersAreTheSameClassAndFile)
{
    Tree split;
    split.images("train/\xc3\x84pfel", 3).images("train/b", 3);
    split.images("val/A\xcc\x88pfel", 2).images("val/b", 1);
    const auto dataset = split.open();
    EXPECT_THAT(dataset->classes(), ElementsAre("b", "\xc3\x84pfel"));
    EXPECT_THAT(splitsOf(*dataset), UnorderedElementsAre(Pair("train", 6), Pair("val", 3)));
    Tree table;
    table.image("gro\xcc\x88\xc3\x9f.png").image("\xc3\xa4.png");
    table.text(
        "labels.csv", "file,label\ngr\xc3\xb6\xc3\x9f.png,U\xcc\x88\na\xcc\x88.png,\xc3\x9c\n");
    EXPECT_THAT(table.open()->classes(), ElementsAre("\xc3\x9c"));
    EXPECT_EQ(table.open()->samples().size(), 2U);
    EXPECT_THAT(table.open()->problems(), IsEmpty());
}

TEST(FolderLayout, SaysThatTwoFoldersLookAlike)
{
    Tree tree;
    tree.images("\xc3\x84pfel", 3).images("A\xcc\x88pfel", 2).images("b", 3);
    const auto dataset = tree.open();
    EXPECT_THAT(dataset->classes(), ElementsAre("b", "\xc3\x84pfel"));
    EXPECT_THAT(dataset->layout().notes, ElementsAre(HasSubstr("taken as one class")));
}

TEST(FolderLayout, ReadsATableOfLabelsInEveryDialect)
{
    const std::string wide = "file\tlabel\na.png\tx\nb.png\ty\n";
    std::string utf16 = "\xff\xfe";
    for (const char c : wide)
        utf16 += std::string { c, '\0' };
    for (const auto &[name, text] : std::vector<std::pair<std::string, std::string>> {
             { "labels.csv", "sep=;\r\nDatei;Klasse\r\na.png;x\r\nb.png;y\r\n" },
             { "labels.csv", utf16 }, { "labels.csv", ",file,label\n0,a.png,x\n1,b.png,y\n" },
             { "labels.csv", "label,file,,\nx,a.png,,\ny,b.png,,\n" },
             { "metadata.jsonl",
                 "{\"file_name\": \"a.png\", \"label\": \"x\"}\n"
                 "{\"label\": \"y\", \"file_name\": \"b.png\"}\n" },
             { "labels.csv", "name;is_valid;label\na.png;False;x\nb.png;True;y\n" },
             { "annotations.txt", "a.png x\nb.png y\n" } }) {
        Tree tree;
        tree.image("a.png").image("b.png").text(name, text);
        const auto dataset = tree.open();
        EXPECT_THAT(dataset->classes(), ElementsAre("x", "y")) << text;
        EXPECT_THAT(dataset->problems(), IsEmpty()) << text;
        EXPECT_THAT(dataset->layout().notes, IsEmpty()) << text;
    }
}

TEST(FolderLayout, SaysThatItGuessedTheEncodingOfATable)
{
    Tree tree;
    tree.image("a.png")
        .image("b\xf6.png")
        .text("labels.csv", "file;label\na.png;\xc4pfel\nb\xf6.png;B\n");
    const auto dataset = tree.open();
    EXPECT_THAT(dataset->classes(), ElementsAre("B", "\xc3\x84pfel"));
    EXPECT_EQ(dataset->samples().size(), 2U);
    EXPECT_THAT(dataset->layout().notes, ElementsAre(HasSubstr("Windows-1252")));
}

} // namespace convscope::test
