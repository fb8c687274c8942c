using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.Twitter;

/// <summary>What the X tools do, for one connected account.</summary>
/// <param name="granted">The scopes X granted; null where it did not say.</param>
internal sealed class XAccount(XApi api, OAuthAccount connected, IReadOnlyList<string>? granted, XFields fields, GivenFiles files)
{
    internal MediaUploads Uploads { get; } = new(api);

    internal GivenFiles Files => files;

    internal async Task<UserProfile> ProfileAsync(GetUserProfile get, CancellationToken cancellationToken) => get switch
    {
        { Username: not null, UserId: not null } => throw Both,
        { Username: { } name } => await UserAsync($"2/users/by/username/{PostRules.Name(name)}", cancellationToken),
        { UserId: { } id } => await UserAsync($"2/users/{PostRules.Id("user_id", id)}", cancellationToken),
        _ => await OwnAsync(cancellationToken),
    };

    /// <exception cref="ToolException">needs_reconnection: X answers for another account than was connected.</exception>
    internal async Task<UserProfile> OwnAsync(CancellationToken cancellationToken)
    {
        var own = await UserAsync("2/users/me", cancellationToken);
        return own.Id == connected.AccountId
            ? own
            : throw new ToolException(new(ToolErrorKind.NeedsReconnection, $"X answers for another account than the one that was connected ({connected.Name}). Call square_connect_platform and ask the person you work for to connect the account again."));
    }

    internal async Task<PostsFound> PostsAsync(GetUserTweets get, ToolContext context, CancellationToken cancellationToken)
    {
        var purpose = context.Purpose("twitter_get_user_tweets", connected.AccountId, get.Username, get.UserId, $"{get.Limit}", $"{get.ExcludeReplies}{get.ExcludeReposts}{get.IncludeMedia}", get.SinceId, get.UntilId, get.StartTime, get.EndTime);
        var place = PagePlace.Of(context, purpose, get.Cursor);
        var bounds = Bounds(get.SinceId, get.UntilId, get.StartTime, get.EndTime);
        var (id, name) = await WhoseAsync(get, cancellationToken);
        var exclude = string.Join(',', new[] { get.ExcludeReplies ? "replies" : null, get.ExcludeReposts ? "retweets" : null }.OfType<string>());
        var answer = await api.ReadAsync(
            $"2/users/{id}/tweets?max_results={get.Limit}{bounds}{Parameter("exclude", exclude)}{Parameter("pagination_token", place.Token)}&{fields.OfPosts(withAuthors: false, get.IncludeMedia)}", isList: true, cancellationToken);
        return place.Posts(context, purpose, answer, name);
    }

    internal async Task<PostsFound> SearchAsync(SearchTweets search, ToolContext context, CancellationToken cancellationToken)
    {
        var purpose = context.Purpose("twitter_search_tweets", connected.AccountId, search.Query, $"{search.Limit}", search.SortOrder, $"{search.IncludeMedia}", search.SinceId, search.UntilId, search.StartTime, search.EndTime);
        var place = PagePlace.Of(context, purpose, search.Cursor);
        var bounds = Bounds(search.SinceId, search.UntilId, search.StartTime, search.EndTime);
        var answer = await api.ReadAsync(
            $"2/tweets/search/recent?query={Uri.EscapeDataString(search.Query)}&max_results={search.Limit}{Parameter("sort_order", search.SortOrder)}{bounds}{Parameter("next_token", place.Token)}&{fields.OfPosts(withAuthors: true, search.IncludeMedia)}", isList: true, cancellationToken);
        return place.Posts(context, purpose, answer, null);
    }

    internal async Task<CreatedTweet> CreateAsync(CreateTweet post, CancellationToken cancellationToken)
    {
        Granted("tweet.write");
        var made = await api.PostAsync(PostRules.Body(post), cancellationToken);
        return new(made.Id("id")!, Reading.Text(made.Words("text")) ?? post.Text ?? "", Reading.Link(connected.Name, made.Id("id")!));
    }

    /// <summary>Looks up the posts it names; each costs like any that is read.</summary>
    internal async Task<Rehearsal> RehearseAsync(CreateTweet post, CancellationToken cancellationToken)
    {
        Granted("tweet.write");
        _ = PostRules.Body(post);
        foreach (var named in new[] { post.InReplyToTweetId, post.QuoteTweetId }.OfType<string>())
        {
            await api.ReadAsync($"2/tweets/{named}", isList: false, cancellationToken);
        }

        return CreateRehearsal.Of(post, connected.Name);
    }

    /// <exception cref="ToolException">The person did not allow it when connecting.</exception>
    internal void Granted(string scope)
    {
        if (granted is not null && !granted.Contains(scope))
        {
            throw new ToolException(XErrors.NotGranted(scope));
        }
    }

    private async Task<(string Id, string? Name)> WhoseAsync(GetUserTweets get, CancellationToken cancellationToken)
    {
        if (get is { Username: not null, UserId: not null })
        {
            throw Both;
        }

        if (get.Username is not { } name || $"@{name.TrimStart('@')}".Equals(connected.Name, StringComparison.OrdinalIgnoreCase))
        {
            return get.UserId is { } id ? (PostRules.Id("user_id", id), id == connected.AccountId ? connected.Name : null) : (connected.AccountId, connected.Name);
        }

        var user = await UserAsync($"2/users/by/username/{PostRules.Name(name)}", cancellationToken);
        return (user.Id, user.Username);
    }

    private async Task<UserProfile> UserAsync(string path, CancellationToken cancellationToken) =>
        Reading.Profile((await api.ReadAsync($"{path}?{fields.OfUser}", isList: false, cancellationToken)).Data) is { } user && user.Id.All(char.IsAsciiDigit) ? user : throw new ToolException(XErrors.Garbled);

    private static string Bounds(string? since, string? until, string? start, string? end) =>
        Parameter("since_id", since is null ? null : PostRules.Id("since_id", since)) + Parameter("until_id", until is null ? null : PostRules.Id("until_id", until))
        + Parameter("start_time", start is null ? null : PostRules.Time("start_time", start)) + Parameter("end_time", end is null ? null : PostRules.Time("end_time", end));

    private static string Parameter(string name, string? value) => string.IsNullOrEmpty(value) ? "" : $"&{name}={Uri.EscapeDataString(value)}";

    private static ToolException Both => new(new(ToolErrorKind.InvalidArgument, "Give `username` or `user_id`, not both.") { Argument = "user_id" });
}
