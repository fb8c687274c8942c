using System.Buffers;
using Squaremcp.Frontend.Operation;

namespace Squaremcp.Frontend.Callers;

/// <summary><c>sqi_</c>, the customer's digits, and 256 random bits: what the operator's person acts with. The customer in front says which grain to ask, and is no secret.</summary>
internal static class ImpersonationToken
{
    private const string Prefix = "sqi_";
    private const string Customers = "cus_";
    private const int CustomerDigits = 26;
    private const int SecretDigits = 43;

    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789abcdefghjkmnpqrstvwxyz");

    internal static string New(string customer) => $"{Prefix}{customer[Customers.Length..]}_{Secrets.Random()}";

    /// <returns>The customer's id; null where the text is no such token.</returns>
    internal static string? Customer(string text) =>
        text.Length == Prefix.Length + CustomerDigits + 1 + SecretDigits && text.StartsWith(Prefix, StringComparison.Ordinal) && text[Prefix.Length + CustomerDigits] == '_'
        && text.AsSpan(Prefix.Length, CustomerDigits).IndexOfAnyExcept(Digits) < 0
            ? $"{Customers}{text.AsSpan(Prefix.Length, CustomerDigits)}"
            : null;
}
