using Microsoft.AspNetCore.Http.HttpResults;
using Squaremcp.Platforms;

namespace Squaremcp.Frontend.Api;

/// <summary>The header Idempotency-Key (draft-ietf-httpapi-idempotency-key-header): a structured-field string in quotes; bare, as many clients send it, is taken too.</summary>
internal static class IdempotencyKey
{
    private const string Header = "Idempotency-Key";

    /// <returns>False where the header is there and is no key.</returns>
    internal static bool TryRead(IHeaderDictionary headers, out string? key)
    {
        var values = headers[Header];
        key = values.Count == 1 ? Unquoted(values.ToString().Trim()) : null;
        return values.Count == 0 || key is { Length: > 0 and <= WriteControls.LongestKey };
    }

    internal static ProblemHttpResult Wrong() => Problems.Of(
        StatusCodes.Status400BadRequest, $"Idempotency-Key must be sent once: 1 to {WriteControls.LongestKey} visible ASCII characters, for example \"meeting-notes-2026-11-21\".");

    /// <summary>RFC 9651 §3.3.3: visible ASCII between quotes, in which only quote and backslash are escaped.</summary>
    private static string? Unquoted(string value)
    {
        if (value is not ['"', .., '"'])
        {
            return value.All(letter => letter is > ' ' and < '\u007f' and not '"') ? value : null;
        }

        var text = new System.Text.StringBuilder(value.Length);
        for (var i = 1; i < value.Length - 1; i++)
        {
            var escaped = value[i] == '\\';
            i += escaped ? 1 : 0;
            if (i >= value.Length - 1 || value[i] is < ' ' or > '~' || (escaped ? value[i] is not ('"' or '\\') : value[i] == '"'))
            {
                return null;
            }

            text.Append(value[i]);
        }

        return text.ToString();
    }
}
