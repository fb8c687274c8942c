using System.Globalization;
using System.Text;

namespace Squaremcp.Platforms.Email;

/// <summary>Message numbers of one folder as ranges, ascending and apart: a million in a row take no more room than two.</summary>
internal sealed class UidSet
{
    public static readonly UidSet Empty = new([]);

    private readonly (uint From, uint To)[] ranges;

    private UidSet((uint From, uint To)[] ranges) => this.ranges = ranges;

    public long Count => ranges.Sum(range => (long)range.To - range.From + 1);

    public IReadOnlyList<(uint From, uint To)> Ranges => ranges;

    public static UidSet Of(IEnumerable<uint> uids) => Of(uids.Select(uid => (uid, uid)));

    public static UidSet Of(IEnumerable<(uint From, uint To)> parts)
    {
        var joined = new List<(uint From, uint To)>();
        foreach (var part in parts.Select(part => part.From <= part.To ? part : (From: part.To, To: part.From)).Order())
        {
            if (joined is [.., var last] && part.From <= (ulong)last.To + 1)
            {
                joined[^1] = (last.From, Math.Max(last.To, part.To));
            }
            else
            {
                joined.Add(part);
            }
        }

        return new([.. joined]);
    }

    /// <summary>Reads 1:3,5 (RFC 9051 "sequence-set", without "*"); null where it is something else.</summary>
    public static UidSet? Parse(string text)
    {
        var parts = new List<(uint, uint)>();
        foreach (var part in text.Split(','))
        {
            var colon = part.IndexOf(':', StringComparison.Ordinal);
            if (!Number(colon < 0 ? part : part[..colon], out var from) || !Number(colon < 0 ? part : part[(colon + 1)..], out var to))
            {
                return null;
            }

            parts.Add((from, to));
        }

        return Of(parts);
    }

    /// <summary>What is in the range too.</summary>
    public UidSet Within(uint from, uint to) =>
        new([.. ranges.Where(range => range.To >= from && range.From <= to).Select(range => (Math.Max(range.From, from), Math.Min(range.To, to)))]);

    /// <summary>From the highest number, the newest message, downwards.</summary>
    public IEnumerable<uint> Descending()
    {
        for (var index = ranges.Length - 1; index >= 0; index--)
        {
            for (var uid = ranges[index].To; ; uid--)
            {
                yield return uid;
                if (uid == ranges[index].From)
                {
                    break;
                }
            }
        }
    }

    /// <summary>As a command names it; not for an empty one.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        foreach (var (from, to) in ranges)
        {
            text.Append(text.Length > 0 ? "," : "").Append(from);
            if (to != from)
            {
                text.Append(':').Append(to);
            }
        }

        return text.ToString();
    }

    private static bool Number(string text, out uint number) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number > 0;
}
