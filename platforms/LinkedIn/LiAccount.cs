using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.LinkedIn;

/// <summary>What the LinkedIn tools do, for one connected account.</summary>
/// <param name="granted">The scopes LinkedIn granted; null where it did not say.</param>
internal sealed class LiAccount(LiApi api, OAuthAccount connected, IReadOnlyList<string>? granted, GivenFiles files)
{
    private const string Connections =
        "LinkedIn shows an account's connections only to apps it has approved as partners (permission r_1st_connections), and this installation's app is not one. Nothing is wrong with the connection, and trying again will not help. The operator can apply at https://www.linkedin.com/developers. "
        + "Ask the person you work for to look at their connections on linkedin.com.";

    private const string Messages =
        "LinkedIn lets only apps it has approved as partners send messages, and this installation's app is not one. Nothing was sent. Nothing is wrong with the connection, and trying again will not help. The operator can apply at https://www.linkedin.com/developers. "
        + "Offer the person you work for the text, to send on linkedin.com themselves.";

    internal LiApi Api => api;

    internal GivenFiles Files => files;

    internal string Author => $"urn:li:person:{connected.AccountId}";

    internal async Task<MemberProfile> ProfileAsync(CancellationToken cancellationToken)
    {
        var profile = Profile(await api.ReadAsync(null, "v2/userinfo", cancellationToken)) ?? throw new ToolException(LiErrors.Garbled);
        return profile.Id == connected.AccountId
            ? profile
            : throw new ToolException(new(ToolErrorKind.NeedsReconnection, $"LinkedIn answers for another account than the one that was connected ({connected.Name}). Call square_connect_platform and ask the person you work for to connect the account again."));
    }

    internal static MemberProfile? Profile(JsonElement user) => user.Id("sub") is { Length: > 0 } id
        ? new(
            id, $"urn:li:person:{id}", user.Words("name") ?? $"{user.Words("given_name")} {user.Words("family_name")}".Trim(), user.Words("given_name"), user.Words("family_name"), user.Words("email"),
            user.Flag("email_verified") ?? (user.Words("email_verified") is { } said ? said == "true" : null),
            user.Words("locale") ?? (user.Inside("locale") is { ValueKind: JsonValueKind.Object } locale ? $"{locale.Words("language")}_{locale.Words("country")}" : null), user.Words("picture"))
        : null;

    internal Task<CreatedPost> CreateAsync(CreatePost post, CancellationToken cancellationToken) => PublishAsync(PostRules.Body(Author, post), cancellationToken);

    internal async Task<CreatedPost> PublishAsync(JsonObject body, CancellationToken cancellationToken)
    {
        Granted("w_member_social");
        return await api.CreateAsync("rest/posts", body, cancellationToken) is { Length: > 0 } id ? new(id, $"https://www.linkedin.com/feed/update/{id}") : throw LiApi.Lost;
    }

    internal Task<Rehearsal> RehearseAsync(CreatePost post)
    {
        Granted("w_member_social");
        _ = PostRules.Body(Author, post);
        return Task.FromResult(new Rehearsal($"Post {post.Text.Length.ToString(CultureInfo.InvariantCulture)} of 3000 characters as {connected.Name}, for {Audience(post)} to see{(post.LinkUrl is { } link ? $", with a card that leads to {link}" : "")}."));
    }

    internal static string Audience(CreatePost post) => post.Visibility switch
    {
        "CONNECTIONS" => "the account's connections",
        "LOGGED_IN" => "whoever is signed in at LinkedIn",
        _ => "everybody",
    };

    internal async Task<ConnectionsFound> ConnectionsAsync(SearchConnections search, ToolContext context, CancellationToken cancellationToken)
    {
        var purpose = context.Purpose("linkedin_search_connections", connected.AccountId, $"{search.Limit}");
        var start = context.Start(purpose, search.Cursor);
        var answer = await api.ReadAsync("finder", $"v2/connections?q=viewer&start={start}&count={search.Limit}", cancellationToken, Connections);
        var found = answer.Each("elements").Select(one => one.Words("to")).OfType<string>().Select(urn => new MemberConnection(urn)).ToList();
        var total = answer.Inside("paging").Count("total");
        var isEnd = answer.Each("elements").Count() < search.Limit || start + search.Limit >= total;
        return new(found, total, context.Next(purpose, isEnd ? null : start + search.Limit));
    }

    internal async Task<SentMessage> SendAsync(SendMessage message, CancellationToken cancellationToken) =>
        new(message.Recipients.Count, await api.CreateAsync("v2/messages", PostRules.Message(message), cancellationToken, Messages));

    internal static Task<Rehearsal> RehearseAsync(SendMessage message)
    {
        _ = PostRules.Message(message);
        return Task.FromResult(new Rehearsal(
            $"Send a message to {message.Recipients.Count.ToString(CultureInfo.InvariantCulture)} people on LinkedIn.", ["LinkedIn takes messages only from apps that it has approved; whether this installation's is one is known when it is sent."]));
    }

    /// <exception cref="ToolException">The person did not allow it when connecting.</exception>
    internal void Granted(string scope)
    {
        if (granted is not null && !granted.Contains(scope))
        {
            throw new ToolException(LiErrors.NotGranted(scope));
        }
    }
}
