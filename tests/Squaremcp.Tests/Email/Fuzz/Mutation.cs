using System.Text;

namespace Squaremcp.Tests.Email.Fuzz;

/// <summary>Changes octets at random, with an eye for what protocols are made of: lines, numbers, quoted strings, groups in parentheses and literals.</summary>
/// <param name="pieces">What the format is written with.</param>
internal sealed class Mutation(Random random, IReadOnlyList<string> pieces)
{
    private const int Longest = 200_000;

    private static readonly string[] Numbers = ["0", "1", "-1", "00000000000000000001", "255", "65535", "65536", "65537", "1000000", "2147483647", "2147483648", "4294967295", "4294967296", "9223372036854775808", "99999999999999999999999999"];

    /// <param name="other">Another input of the same kind, to cross with.</param>
    internal byte[] Of(byte[] input, byte[] other, int most)
    {
        var octets = input.ToList();
        for (var change = random.Next(most + 1); change > 0 && octets.Count is > 0 and < Longest; change--)
        {
            Change(octets, other);
        }

        return octets.Count > Longest ? [.. octets.Take(Longest)] : [.. octets];
    }

    private void Change(List<byte> octets, byte[] other)
    {
        var at = random.Next(octets.Count);
        var length = Math.Min(random.Next(1, 120), octets.Count - at);
        switch (random.Next(16))
        {
            case 0: octets[at] = (byte)random.Next(256); break;
            case 1: octets.RemoveRange(at, Math.Min(random.Next(1, 10), length)); break;
            case 2: octets.RemoveRange(at, length); break;
            case 3: octets.InsertRange(at, octets.GetRange(at, length)); break;
            case 4: octets.InsertRange(random.Next(octets.Count + 1), octets.GetRange(at, length)); break;
            case 5: octets.InsertRange(at, Enumerable.Repeat(octets.GetRange(at, Math.Min(length, 40)), random.Next(100)).SelectMany(one => one)); break;
            case 6: octets.RemoveRange(at, random.Next(4) == 0 ? octets.Count - at : 0); break;
            case 7: octets.InsertRange(at, Enumerable.Repeat(octets[at], random.Next(300))); break;
            case 8 or 9: octets.InsertRange(at, Piece(random.Next(8) == 0 ? random.Next(400) : 1)); break;
            case 10: Cross(octets, other, at); break;
            case 11 or 12: ChangeNumber(octets, at); break;
            case 13: MoveLine(octets, at); break;
            case 14: ChangeGroup(octets, at); break;
            default: ChangeQuoted(octets, at); break;
        }
    }

    private byte[] Piece(int times) => Encoding.Latin1.GetBytes(string.Concat(Enumerable.Repeat(pieces[random.Next(pieces.Count)], times)));

    private void Cross(List<byte> octets, byte[] other, int at)
    {
        var from = random.Next(other.Length);
        octets.InsertRange(at, other.Skip(from).Take(random.Next(200)));
    }

    private void ChangeNumber(List<byte> octets, int at)
    {
        var from = octets.FindIndex(at, octet => octet is >= (byte)'0' and <= (byte)'9');
        if (from >= 0)
        {
            var to = octets.FindIndex(from, octet => octet is < (byte)'0' or > (byte)'9');
            octets.RemoveRange(from, (to < 0 ? octets.Count : to) - from);
            octets.InsertRange(from, Encoding.ASCII.GetBytes(Numbers[random.Next(Numbers.Length)]));
        }
    }

    /// <summary>A line goes elsewhere, is there twice, or is folded.</summary>
    private void MoveLine(List<byte> octets, int at)
    {
        var from = octets.IndexOf((byte)'\n', at) + 1;
        var to = octets.IndexOf((byte)'\n', Math.Min(from, octets.Count - 1)) + 1;
        if (from > 0 && to > from)
        {
            var line = octets.GetRange(from, to - from);
            if (random.Next(2) == 0)
            {
                octets.RemoveRange(from, to - from);
            }

            var target = octets.IndexOf((byte)'\n', random.Next(Math.Max(1, octets.Count))) + 1;
            octets.InsertRange(target, random.Next(4) == 0 ? [(byte)' ', .. line] : line);
        }
    }

    /// <summary>A group in parentheses becomes NIL, two, or nested deeply.</summary>
    private void ChangeGroup(List<byte> octets, int at)
    {
        var from = octets.IndexOf((byte)'(', at);
        if (from < 0 || End(octets, from) is not (> 0 and var to))
        {
            return;
        }

        var group = octets.GetRange(from, to - from);
        var deep = random.Next(3) == 0 ? random.Next(300) : 1;
        octets.RemoveRange(from, to - from);
        octets.InsertRange(from, random.Next(4) switch
        {
            0 => [.. "NIL"u8],
            1 => [.. group, .. group],
            2 => [.. Enumerable.Repeat((byte)'(', deep), .. group, .. Enumerable.Repeat((byte)')', deep)],
            _ => group.GetRange(1, group.Count - 2),
        });
    }

    private static int End(List<byte> octets, int from)
    {
        var depth = 0;
        for (var at = from; at < octets.Count; at++)
        {
            depth += octets[at] switch { (byte)'(' => 1, (byte)')' => -1, _ => 0 };
            if (depth == 0)
            {
                return at + 1;
            }
        }

        return -1;
    }

    /// <summary>A quoted string becomes a literal, whose length may be wrong by one, or loses its quotes.</summary>
    private void ChangeQuoted(List<byte> octets, int at)
    {
        var from = octets.IndexOf((byte)'"', at);
        var to = from < 0 ? -1 : octets.IndexOf((byte)'"', from + 1);
        if (to < 0)
        {
            return;
        }

        var content = octets.GetRange(from + 1, to - from - 1);
        octets.RemoveRange(from, to + 1 - from);
        octets.InsertRange(from, random.Next(4) == 0 ? content : [.. Encoding.ASCII.GetBytes($"{{{Math.Max(0, content.Count + (random.Next(3) == 0 ? random.Next(-1, 2) : 0))}}}\r\n"), .. content]);
    }
}
