using System.Globalization;
using Microsoft.AspNetCore.Http.HttpResults;
using Squaremcp.Platforms;

namespace Squaremcp.Frontend.Api;

/// <summary><c>limit</c> and <c>cursor</c>, the same on every list.</summary>
internal static class Paging
{
    /// <summary>1 to 200, 50 when left out; null where it is neither.</summary>
    internal static int? Limit(string? limit) => limit is null ? 50
        : int.TryParse(limit, NumberStyles.None, CultureInfo.InvariantCulture, out var most) && most is >= 1 and <= 200 ? most : null;

    internal static (bool Ok, string? Position) Position(CursorSealer cursors, string purpose, string? cursor) =>
        cursor is null ? (true, null) : cursors.Open(purpose, cursor) is { } position ? (true, position) : (false, null);

    internal static ProblemHttpResult WrongLimit() => Problems.Wrong("limit", "`limit` must be a whole number from 1 to 200.");

    internal static ProblemHttpResult WrongCursor() => Problems.Wrong("cursor", "`cursor` is not one this list gave for these parameters. Leave it out to start over.");
}
