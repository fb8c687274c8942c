namespace Squaremcp.Platforms.Email;

/// <summary>What stands in an envelope, as it is shown: decoded, one line each, not too long.</summary>
internal static class MailText
{
    private const int Longest = 500;

    internal static string? Line(string? raw) => raw is null ? null : Cut(HeaderText.Decode(raw).Trim());

    /// <summary>At most so many, the rest as a number.</summary>
    internal static IReadOnlyList<string> Addresses(IReadOnlyList<ImapAddress>? addresses, int most) =>
        addresses is null ? [] : Listed([.. addresses.Select(one => new EmailAddress(one.Name is { Length: > 0 } name ? HeaderText.Decode(name).Trim() : null, HeaderText.OneLine(one.Email)))], most);

    internal static IReadOnlyList<string> Listed(IReadOnlyList<EmailAddress> addresses, int most) =>
        addresses.Count <= most || most == 1
            ? [.. addresses.Take(most).Select(Shown)]
            : [.. addresses.Take(most).Select(Shown), $"and {addresses.Count - most} more"];

    private static string Shown(EmailAddress address) => Cut(HeaderText.OneLine(address.ToString()));

    private static string Cut(string text) => text.Length <= Longest ? text : text[..(char.IsHighSurrogate(text[Longest - 1]) ? Longest - 1 : Longest)] + "…";
}
