using System.Globalization;
using System.Text;

namespace Squaremcp.Frontend.Accounts;

/// <summary>An e-mail address as accounts are found by it: in lower case, one Unicode form, its domain as DNS has it.</summary>
internal static class EmailAddress
{
    private const int Longest = 254;

    /// <returns>Null for what is no address.</returns>
    internal static string? Normal(string? text)
    {
        var address = text?.Trim().Normalize(NormalizationForm.FormC);
        if (address is not { Length: > 2 and <= Longest } || address.LastIndexOf('@') is not (> 0 and var at) || address.Any(letter => char.IsControl(letter) || char.IsWhiteSpace(letter) || letter is '<' or '>' or '"' or ',' or ';' or '(' or ')' or ':' or '\\'))
        {
            return null;
        }

        try
        {
            var domain = new IdnMapping { UseStd3AsciiRules = true }.GetAscii(address[(at + 1)..]);
            return domain.Contains('.') && address.IndexOf('@') == at ? $"{address[..at].ToLowerInvariant()}@{domain.ToLowerInvariant()}" : null;
        }
        catch (ArgumentException) // not a domain
        {
            return null;
        }
    }
}
