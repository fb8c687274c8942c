using System.Globalization;

namespace Squaremcp.Platforms.Email;

/// <summary>How far down a search was read: the lowest number shown, in a folder numbered so, of so many that matched.</summary>
internal sealed record SearchCursor(uint UidValidity, uint Uid, long? Total)
{
    /// <summary>Null without a cursor.</summary>
    /// <exception cref="ToolException">invalid_argument.</exception>
    internal static SearchCursor? Open(ToolContext context, string purpose, string? cursor)
    {
        if (cursor is null)
        {
            return null;
        }

        return context.Cursors.Open(purpose, cursor)?.Split(' ') is [var validity, var uid, var total]
            ? new(uint.Parse(validity, CultureInfo.InvariantCulture), uint.Parse(uid, CultureInfo.InvariantCulture), total.Length == 0 ? null : long.Parse(total, CultureInfo.InvariantCulture))
            : throw new ToolException(new(ToolErrorKind.InvalidArgument, "`cursor` is not one this tool gave for these arguments. Leave it out to start over, or pass `next_cursor` of the last answer unchanged together with the same other arguments.") { Argument = "cursor" });
    }

    internal string Seal(ToolContext context, string purpose) => context.Cursors.Seal(purpose, string.Create(CultureInfo.InvariantCulture, $"{UidValidity} {Uid} {Total}"));
}
