namespace Squaremcp.Storage;

/// <summary>Whose use a call is, besides the customer's: its key's and its connection's.</summary>
internal static class UsageScope
{
    public const string KeyPrefix = "key:";

    public const string ConnectionPrefix = "con:";

    public static IEnumerable<string> Of(string actor, string? platform, string? account)
    {
        if (actor.StartsWith("key_", StringComparison.Ordinal))
        {
            yield return KeyPrefix + actor;
        }

        if (account is not null)
        {
            yield return $"{ConnectionPrefix}{platform}/{account}";
        }
    }
}
