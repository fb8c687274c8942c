using System.Text.RegularExpressions;

namespace Squaremcp.Platforms.WhatsApp;

/// <summary>Whom a message is for: a phone number (ITU-T E.164), or the id that WhatsApp gives a person at one business, which is told where the number is not.</summary>
/// <param name="Number">Digits; null where it is an id.</param>
/// <param name="UserId">For example <c>US.13491208655302741918</c>.</param>
internal sealed partial record Recipient(string? Number, string? UserId)
{
    /// <summary>The same for the same person, however it was written.</summary>
    internal string Canonical => Number is null ? UserId! : $"+{Number}";

    internal static Recipient? Parse(string text) => Id().IsMatch(text.Trim()) ? new(null, text.Trim())
        : Separators().Replace(text, "").TrimStart('+') is var digits && Digits().IsMatch(digits) ? new(digits, null) : null;

    /// <exception cref="ToolException">It is neither.</exception>
    internal static Recipient Of(string text) => Parse(text)
        ?? throw new ToolException(new(ToolErrorKind.InvalidArgument, "`to` must be a phone number with its country, for example +49 30 1234567, or the id of a person as WhatsApp tells it, for example US.13491208655302741918.") { Argument = "to" });

    [GeneratedRegex(@"[\s().\-/]", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Separators();

    [GeneratedRegex(@"^[1-9][0-9]{6,14}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Digits();

    [GeneratedRegex(@"^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Id();
}
