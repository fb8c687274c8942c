using System.Text.Json;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.Snapchat;

/// <summary>What the Snapchat tools do, for one connected account.</summary>
/// <param name="granted">The scopes Snapchat granted; null where it did not say.</param>
internal sealed class SnAccount(SnApi api, OAuthAccount connected, IReadOnlyList<string>? granted, GivenFiles files, PlatformHosts hosts)
{
    private const string Organizations = "v1/me/organizations";

    internal SnApi Api => api;

    internal GivenFiles Files => files;

    internal async Task<Person> MeAsync(CancellationToken cancellationToken)
    {
        var me = await ReadAsync(api, cancellationToken);
        return me.Id == connected.AccountId
            ? me
            : throw new ToolException(new(ToolErrorKind.NeedsReconnection, $"Snapchat answers for another account than the one that was connected ({connected.Name}). Call square_connect_platform and ask the person you work for to connect the account again."));
    }

    internal static async Task<Person> ReadAsync(SnApi api, CancellationToken cancellationToken)
    {
        var me = (await api.ReadAdsAsync("v1/me", cancellationToken)).Inside("me");
        return me.Id("id") is { Length: > 0 } id ? new(id, me.Words("display_name") ?? id, me.Words("email"), me.Id("organization_id")) : throw new ToolException(SnErrors.Garbled);
    }

    internal async Task<AdAccountsFound> AdAccountsAsync(GetAdAccounts get, ToolContext context, CancellationToken cancellationToken)
    {
        var purpose = context.Purpose("snapchat_get_ad_accounts", connected.AccountId);
        var place = PagePlace.Of(context, purpose, get.Cursor);
        var answer = await api.ReadAdsAsync($"{Organizations}?{place.Token ?? "with_ad_accounts=true&limit=50"}", cancellationToken);
        var organizations = answer.Each("organizations").ToList();
        var all = organizations.Where(SnApi.IsFine).SelectMany(one => Accounts(one.Inside("organization"))).ToList();
        var (page, next) = place.Cut(context, purpose, all, Following(answer.Inside("paging").Words("next_link")), account => account.Id, SnRecords.Json.AdAccount);
        var missing = organizations.Count(one => !SnApi.IsFine(one));
        return new(page, next, missing == 0 ? null : missing);
    }

    /// <exception cref="ToolException">The person did not allow it when connecting.</exception>
    internal void Granted(string scope)
    {
        if (granted is not null && !granted.Contains(scope))
        {
            throw new ToolException(SnErrors.NotGranted(scope));
        }
    }

    /// <summary>The query of the next page's address, where it is the same place.</summary>
    private string? Following(string? link) =>
        hosts.Owns(link, SnFacts.Domain) && new Uri(link!) is var next && next.AbsolutePath.EndsWith($"/{Organizations}", StringComparison.Ordinal) && next.Query.Length is > 1 and < 2_000 ? next.Query[1..] : null;

    private static IEnumerable<AdAccount> Accounts(JsonElement organization) =>
        from account in organization.Each("ad_accounts")
        let id = account.Id("id")
        where id is not null
        select new AdAccount(
            id, account.Words("name") ?? id, account.Words("status"), account.Words("currency"), account.Words("timezone"), account.Words("type"),
            account.Each("roles").Select(role => role.ValueKind == JsonValueKind.String ? role.GetString() : null).OfType<string>().ToList() is { Count: > 0 } roles ? roles : null, organization.Id("id") ?? "", organization.Words("name"));
}
