// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/download/dataset_catalogue.h"
#include <QCoreApplication>
#include <numeric>

namespace convscope {

namespace {

struct DatasetCatalogueStrings {
    Q_DECLARE_TR_FUNCTIONS(DatasetCatalogue)
};

/// A file that lies under the same name at each of the bases.
RemoteFile fileAt(const QStringList &bases, const char *name, qint64 bytes, const char *sha256)
{
    RemoteFile file { QString::fromLatin1(name), {}, bytes, sha256 };
    for (const QString &base : bases)
        file.addresses.append(base + file.name);
    return file;
}

/// The authors' own page refuses downloads; these copies are the ones PyTorch and TensorFlow fetch.
/// The checksums are those of the authors' files.
CatalogueEntry mnist()
{
    const QStringList bases { QStringLiteral("https://ossci-datasets.s3.amazonaws.com/mnist/"),
        QStringLiteral("https://storage.googleapis.com/cvdf-datasets/mnist/") };
    return { QStringLiteral("MNIST"),
        DatasetCatalogueStrings::tr(
            "70,000 handwritten digits, 28 × 28 pixels in grey, in 10 classes; 10,000 of them are "
            "for testing. The usual first dataset."),
        DatasetCatalogueStrings::tr(
            "By Yann LeCun, Corinna Cortes and Christopher Burges; Keras's page names the licence "
            "Creative Commons Attribution-ShareAlike 3.0."),
        QUrl(QStringLiteral("https://keras.io/api/datasets/mnist/")),
        { fileAt(bases, "train-images-idx3-ubyte.gz", 9912422,
              "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609"),
            fileAt(bases, "train-labels-idx1-ubyte.gz", 28881,
                "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c"),
            fileAt(bases, "t10k-images-idx3-ubyte.gz", 1648877,
                "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6"),
            fileAt(bases, "t10k-labels-idx1-ubyte.gz", 4542,
                "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6") },
        {} };
}

/// The authors' repository, then the copy Keras fetches.
CatalogueEntry fashionMnist()
{
    const QStringList bases {
        QStringLiteral("https://raw.githubusercontent.com/zalandoresearch/fashion-mnist/master/"
                       "data/fashion/"),
        QStringLiteral("https://storage.googleapis.com/tensorflow/tf-keras-datasets/")
    };
    return { QStringLiteral("Fashion-MNIST"),
        DatasetCatalogueStrings::tr(
            "70,000 images of clothes, shoes and bags, 28 × 28 pixels in grey, in 10 classes; "
            "10,000 of them are for testing. Harder than the digits."),
        DatasetCatalogueStrings::tr("By Zalando SE, under the MIT licence."),
        QUrl(QStringLiteral("https://github.com/zalandoresearch/fashion-mnist")),
        { fileAt(bases, "train-images-idx3-ubyte.gz", 26421880,
              "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84"),
            fileAt(bases, "train-labels-idx1-ubyte.gz", 29515,
                "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845"),
            fileAt(bases, "t10k-images-idx3-ubyte.gz", 4422102,
                "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073"),
            fileAt(bases, "t10k-labels-idx1-ubyte.gz", 5148,
                "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5") },
        {} };
}

CatalogueEntry cifar10()
{
    constexpr qint64 kBatch = qint64 { 10'000 } * 3073; // a label and 3 × 32 × 32 values each
    const QString folder = QStringLiteral("cifar-10-batches-bin/");
    std::vector<PackedFile> packed { { folder + QStringLiteral("batches.meta.txt"), 4096 },
        { folder + QStringLiteral("test_batch.bin"), kBatch } };
    for (int i = 1; i <= 5; ++i)
        packed.push_back({ folder + QStringLiteral("data_batch_%1.bin").arg(i), kBatch });
    return { QStringLiteral("CIFAR-10"),
        DatasetCatalogueStrings::tr(
            "60,000 small photos of animals and vehicles, 32 × 32 pixels in colour, in 10 classes; "
            "10,000 of them are for testing."),
        DatasetCatalogueStrings::tr(
            "By Alex Krizhevsky, Vinod Nair and Geoffrey Hinton, who ask users to cite their "
            "report; "
            "the page names no licence."),
        QUrl(QStringLiteral("https://www.cs.toronto.edu/~kriz/cifar.html")),
        { fileAt({ QStringLiteral("https://www.cs.toronto.edu/~kriz/") }, "cifar-10-binary.tar.gz",
            170052171, "c4a38c50a1bc5f3a1c5537f2155ab9d68f9f25eb1ed8d9ddda3db29a59bca1dd") },
        std::move(packed) };
}

} // namespace

qint64 CatalogueEntry::downloadBytes() const
{
    return std::accumulate(files.begin(), files.end(), qint64 { 0 },
        [](qint64 sum, const RemoteFile &file) { return sum + file.bytes; });
}

qint64 CatalogueEntry::diskBytes() const
{
    return std::accumulate(packed.begin(), packed.end(), downloadBytes(),
        [](qint64 sum, const PackedFile &file) { return sum + file.mostBytes; });
}

const std::vector<CatalogueEntry> &datasetCatalogue()
{
    static const std::vector<CatalogueEntry> entries { mnist(), fashionMnist(), cifar10() };
    return entries;
}

} // namespace convscope
