using System.Text;

namespace Heavytail.Tests.Formats.Hdf5;

/// <summary>
/// A file as h5py writes it with <c>libver="latest"</c> and many members: superblock 3, version 2 headers, links and
/// attributes of the root in a fractal heap with a version 2 B-tree.
/// </summary>
internal static class TinyHdf5Dense
{
    private const int BlockBytes = 512;

    /// <summary>
    /// Datasets of one F32 each, <c>w0</c>, <c>w1</c> …, and attributes <c>a0</c>, <c>a1</c> … of the text <c>x</c>.
    /// </summary>
    /// <param name="count">How many of each.</param>
    /// <param name="indirect">Whether the heaps' blocks are in rows below a root, and not one block alone.</param>
    /// <param name="twoLevels">Whether the B-trees have an inner node.</param>
    /// <param name="byOrder">
    /// Whether links are indexed by their order, which is the reverse of their names' order.
    /// </param>
    public static byte[] File(int count, bool indirect = false, bool twoLevels = false, bool byOrder = false)
    {
        var file = new List<byte>(new byte[48]);
        var links = new List<byte[]>();
        for (int i = 0; i < count; i++)
        {
            string name = $"w{(byOrder ? count - 1 - i : i)}";
            long data = Append(file, BitConverter.GetBytes((float)i));
            byte[] messages =
            [
                .. Message(1, [2, 1, 0, 1, .. Number(8, 1)]), .. Message(3, TinyHdf5.F32),
                .. Message(8, [4, 1, .. Number(8, data), .. Number(8, 4)]),
            ];
            long dataset = Append(file, Header(messages));
            links.Add([1, 0, (byte)name.Length, .. Encoding.UTF8.GetBytes(name), .. Number(8, dataset)]);
        }

        byte[][] attributes =
        [
            .. Enumerable.Range(0, count).Select(i => (byte[])
            [
                3, 0, .. Number(2, $"a{i}".Length + 1), .. Number(2, 8), .. Number(2, 4), 0,
                .. Encoding.UTF8.GetBytes($"a{i}"), 0,
                .. TinyHdf5.FixedText(1), 2, 0, 0, 0, (byte)'x',
            ]),
        ];
        var (linkHeap, linkIds) = Heap(file, links, indirect, 7);
        var (attributeHeap, attributeIds) = Heap(file, attributes, indirect, 8);
        long linkTree = Tree(
            file, byOrder ? 6 : 5, [.. linkIds.Select((id, i) => (byte[])[.. Number(byOrder ? 8 : 4, i), .. id])],
            twoLevels);
        long attributeTree = Tree(
            file, 8, [.. attributeIds.Select((id, i) => (byte[])[.. id, 0, .. Number(4, i), .. Number(4, i)])],
            twoLevels);
        byte[] linkInfo = byOrder
            ? [0, 3, .. Number(8, count), .. Number(8, linkHeap), .. Number(8, -1), .. Number(8, linkTree)]
            : [0, 0, .. Number(8, linkHeap), .. Number(8, linkTree)];
        byte[] attributeInfo = [0, 0, .. Number(8, attributeHeap), .. Number(8, attributeTree)];

        // The second message is in a continuation.
        byte[] more = Message(21, attributeInfo);
        long continuation = Append(file, [.. "OCHK"u8, .. more, 0, 0, 0, 0]);
        long root = Append(file, Header(
            [.. Message(2, linkInfo), .. Message(16, [.. Number(8, continuation), .. Number(8, more.Length + 8)])]));
        byte[] superblock =
        [
            0x89, .. "HDF\r\n"u8, 0x1a, (byte)'\n', 3, 8, 8, 0, .. Number(8, 0), .. Number(8, -1),
            .. Number(8, file.Count),
            .. Number(8, root), 0, 0, 0, 0,
        ];
        return [.. superblock, .. file.Skip(48)];
    }

    private static byte[] Number(int width, long value) => TinyHdf5.Bytes(width, value);

    private static long Append(List<byte> file, byte[] bytes)
    {
        long address = file.Count;
        file.AddRange(bytes);
        return address;
    }

    private static byte[] Message(int type, byte[] data) => [(byte)type, .. Number(2, data.Length), 0, .. data];

    private static byte[] Header(byte[] messages) =>
        [.. "OHDR"u8, 2, 1, .. Number(2, messages.Length), .. messages, 0, 0, 0, 0];

    private static (long Address, List<byte[]> Ids) Heap(
        List<byte> file, IReadOnlyList<byte[]> objects, bool indirect, int idBytes)
    {
        var blocks = new List<List<byte>>();
        var ids = new List<byte[]>();
        foreach (byte[] item in objects)
        {
            if (blocks.Count == 0 || blocks[^1].Count + item.Length > BlockBytes)
            {
                blocks.Add([.. "FHDB"u8, 0, .. Number(8, 0), .. Number(4, blocks.Count * BlockBytes)]);
            }

            long offset = ((blocks.Count - 1) * BlockBytes) + blocks[^1].Count;
            blocks[^1].AddRange(item);
            ids.Add([.. (byte[])[0, .. Number(4, offset), .. Number(2, item.Length)], .. new byte[idBytes - 7]]);
        }

        long[] addresses = [.. blocks.Select(block => Append(file, [.. block, .. new byte[BlockBytes - block.Count]]))];
        const int Width = 2;
        int rows = (addresses.Length + Width - 1) / Width;
        long root = addresses[0];
        if (indirect)
        {
            // Rows 0 and 1 are of the smallest size; the third block begins the second row.
            root = Append(
                file,
                [
                    .. "FHIB"u8, 0, .. Number(8, 0), .. Number(4, 0),
                    .. addresses.SelectMany(address => Number(8, address)),
                    .. Enumerable.Repeat((byte)0xff, 8 * ((rows * Width) - addresses.Length)), 0, 0, 0, 0,
                ]);
        }

        long heap = Append(
            file,
            [
                .. "FRHP"u8, 0, .. Number(2, idBytes), 0, 0, 0, .. Number(4, 4096), .. new byte[96],
                .. Number(2, Width),
                .. Number(8, BlockBytes), .. Number(8, 65536), .. Number(2, 32), 1, 0, .. Number(8, root),
                .. Number(2, indirect ? rows : 0), 0, 0, 0, 0,
            ]);
        return (heap, ids);
    }

    private static long Tree(List<byte> file, int type, byte[][] records, bool twoLevels)
    {
        const int NodeBytes = 512;
        int size = records[0].Length;
        int half = records.Length / 2;
        long root;
        if (twoLevels)
        {
            long left = Append(
                file, [.. "BTLF"u8, 0, (byte)type, .. records[..half].SelectMany(record => record), 0, 0, 0, 0]);
            long right = Append(
                file, [.. "BTLF"u8, 0, (byte)type, .. records[(half + 1)..].SelectMany(record => record), 0, 0, 0, 0]);
            root = Append(
                file,
                [
                    .. "BTIN"u8, 0, (byte)type, .. records[half], .. Number(8, left), (byte)half, .. Number(8, right),
                    (byte)(records.Length - half - 1), 0, 0, 0, 0,
                ]);
        }
        else
        {
            root = Append(file, [.. "BTLF"u8, 0, (byte)type, .. records.SelectMany(record => record), 0, 0, 0, 0]);
        }

        return Append(
            file,
            [
                .. "BTHD"u8, 0, (byte)type, .. Number(4, NodeBytes), .. Number(2, size),
                .. Number(2, twoLevels ? 1 : 0), 100, 40,
                .. Number(8, root), .. Number(2, twoLevels ? 1 : records.Length), .. Number(8, records.Length), 0, 0, 0,
                0,
            ]);
    }
}
