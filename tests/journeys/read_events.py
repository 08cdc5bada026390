# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads the event files of `train --tensorboard` with a parser of its own, written from the
descriptions of TFRecord, CRC-32C and protocol buffers, and compares them with the CSV logs: of a
run in one go, and of one that was stopped and resumed."""
import csv
import math
import os
import struct
import subprocess
import sys
import tempfile


def crc32c(data):
    """Bit by bit, most significant polynomial term last."""
    crc = 0xFFFFFFFF
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = (crc >> 1) ^ (0x82F63B78 if crc & 1 else 0)
    return crc ^ 0xFFFFFFFF


def masked(data):
    crc = crc32c(data)
    return (((crc >> 15) | (crc << 17)) + 0xA282EAD8) & 0xFFFFFFFF


def records(path):
    with open(path, 'rb') as file:
        data = file.read()
    at = 0
    while at < len(data):
        length, check = struct.unpack_from('<QI', data, at)
        assert check == masked(data[at:at + 8]), 'checksum of a length'
        body = data[at + 12:at + 12 + length]
        assert len(body) == length, 'cut off'
        assert struct.unpack_from('<I', data, at + 12 + length)[0] == masked(body), 'checksum'
        yield body
        at += 16 + length


def fields(message):
    """(number, value) of each field; bytes for those with a length."""
    at = 0

    def varint():
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(message):
        key = varint()
        kind = key & 7
        if kind == 0:
            value = varint()
        elif kind == 1:
            value = struct.unpack_from('<d', message, at)[0]
            at += 8
        elif kind == 2:
            length = varint()
            value = message[at:at + length]
            assert len(value) == length
            at += length
        elif kind == 5:
            value = struct.unpack_from('<f', message, at)[0]
            at += 4
        else:
            raise AssertionError('kind %d' % kind)
        yield key >> 3, value


def scalars(folder):
    """{tag: [(step, value)]} of all event files of a run, and their wall times."""
    result, times = {}, []
    names = sorted(n for n in os.listdir(folder) if n.startswith('events.out.tfevents.'))
    for name in names:
        first = True
        for record in records(os.path.join(folder, name)):
            event = dict(fields(record))
            times.append(event[1])
            assert (event.get(3) == b'brain.Event:2') == first, 'the version comes first'
            first = False
            for _, value in fields(event.get(5, b'')):
                parts = dict(fields(value))
                result.setdefault(parts[1].decode(), []).append((event[2], parts[2]))
    return result, times, names


def rows(folder, name):
    with open(os.path.join(folder, name)) as file:
        return list(csv.DictReader(file))


def single(text):
    return struct.unpack('<f', struct.pack('<f', float(text)))[0]


def compare(folder):
    found, times, names = scalars(folder)
    batches, epochs = rows(folder, 'batches.csv'), rows(folder, 'epochs.csv')
    last = {row['epoch']: int(row['batch']) for row in batches}
    for tag, column in (('loss/train', 'loss'), ('accuracy/train', 'accuracy'),
                        ('learning_rate', 'learning_rate')):
        assert found[tag] == [(int(r['batch']), single(r[column])) for r in batches], tag
    for tag, column in (('loss/val', 'val_loss'), ('accuracy/val', 'val_accuracy'),
                        ('loss/train_epoch', 'train_loss')):
        assert found[tag] == [(last[r['epoch']], single(r[column])) for r in epochs], tag
    assert all(math.isfinite(t) for t in times) and times == sorted(times)
    return names


def train(cli, folder, *options):
    subprocess.run([cli, 'train', 'sample:digits', '--run', folder, *options], check=True,
                   stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def main(cli):
    with tempfile.TemporaryDirectory() as place:
        whole, parts, late = (os.path.join(place, name) for name in ('whole', 'parts', 'late'))
        small = ('--model', 'digits', '--limit', '200')
        train(cli, whole, *small, '--epochs', '3', '--tensorboard')
        assert len(compare(whole)) == 1
        train(cli, parts, *small, '--epochs', '1', '--tensorboard')
        train(cli, parts, '--resume', '--epochs', '3')
        assert len(compare(parts)) == 2, 'what follows a resume has a file of its own'
        train(cli, late, *small, '--epochs', '1')
        assert not scalars(late)[2], 'only where asked for'
        train(cli, late, '--resume', '--epochs', '2', '--tensorboard')
        assert len(compare(late)) == 2, 'the part before it was asked for is there too'


main(sys.argv[1])
