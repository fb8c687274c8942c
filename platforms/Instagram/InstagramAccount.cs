using System.Text.Json;
using Squaremcp.Platforms.Meta;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.Instagram;

/// <summary>What the Instagram tools do, for one connected account.</summary>
/// <param name="granted">The permissions that were granted; null where Instagram did not say.</param>
internal sealed class InstagramAccount(GraphHost graph, GraphToken token, OAuthAccount connected, IReadOnlyList<string>? granted, GivenFiles files)
{
    private const string ProfileFields = "user_id,id,username,name,account_type,profile_picture_url,biography,website,followers_count,follows_count,media_count";

    private const string MediaFields = "id,caption,media_type,media_product_type,media_url,thumbnail_url,permalink,timestamp,like_count,comments_count,alt_text,children{id,media_type,media_url}";

    internal GivenFiles Files => files;

    internal GraphApi Api { get; } = graph.With(token);

    internal string Id => connected.AccountId;

    internal string Name => connected.Name;

    /// <exception cref="ToolException">needs_reconnection: Instagram answers for another account than was connected.</exception>
    internal async Task<InstagramProfile> ProfileAsync(CancellationToken cancellationToken)
    {
        var own = InstagramReading.Profile(await Api.ReadAsync($"me?fields={ProfileFields}", cancellationToken)) ?? throw new ToolException(InstagramErrors.All.Garbled);
        return own.Id == Id ? own : throw new ToolException(new(ToolErrorKind.NeedsReconnection, $"Instagram answers for another account than the one that was connected ({Name}). Call square_connect_platform and ask the person you work for to connect the account again."));
    }

    internal async Task<MediaFound> MediaAsync(GetMedia get, ToolContext context, CancellationToken cancellationToken)
    {
        var purpose = context.Purpose("instagram_get_media", Id, $"{get.Limit}", get.Since, get.Until);
        var place = PagePlace.Of(context, purpose, get.Cursor);
        var answer = await Api.ReadAsync(
            $"{Id}/media?fields={MediaFields}&limit={get.Limit}{GraphApi.Query("since", GraphRules.UnixSeconds("since", get.Since))}{GraphApi.Query("until", GraphRules.UnixSeconds("until", get.Until))}{place.Query()}", cancellationToken);
        var (media, next) = place.Page(context, purpose, answer, InstagramReading.Media, one => one.Id, InstagramRecords.Json.Media);
        return new(media, next);
    }

    /// <summary>The right to publish, and that there is something left of the day's posts.</summary>
    /// <returns>How many may still be published; null where Instagram did not say.</returns>
    internal async Task<long?> MayPublishAsync(CancellationToken cancellationToken)
    {
        var limit = (await Api.ReadAsync($"{Id}/content_publishing_limit?fields=config,quota_usage", cancellationToken)).Each("data").FirstOrDefault();
        var (used, most) = (limit.Count("quota_usage"), limit.Inside("config").Count("quota_total"));
        return used >= most ? throw new ToolException(InstagramErrors.Quota(most)) : most - used;
    }

    internal void Granted()
    {
        if (granted is not null && !granted.Contains(InstagramFacts.Publish))
        {
            throw new ToolException(InstagramErrors.All.NotGranted(InstagramFacts.Publish));
        }
    }

    /// <summary>Makes a container: nobody sees it until it is published, and it is forgotten after a day.</summary>
    internal async Task<JsonElement> ContainAsync(IReadOnlyDictionary<string, string> fields, CancellationToken cancellationToken)
    {
        var made = await Api.RepeatAsync(HttpMethod.Post, $"{Id}/media", GraphApi.Form(fields), cancellationToken);
        return made.Id("id") is not null ? made : throw new ToolException(InstagramErrors.All.Garbled);
    }

    /// <param name="address">As Instagram gave it.</param>
    internal async Task UploadAsync(string address, CustomerFile file, CancellationToken cancellationToken)
    {
        // The token goes along: nowhere but to Meta.
        if (!graph.Hosts.Owns(address, "facebook.com") && !graph.Hosts.Owns(address, "instagram.com"))
        {
            throw new ToolException(InstagramErrors.All.Garbled);
        }

        var sent = await graph.Uploading(token, ("offset", "0"), ("file_size", $"{file.Size}")).RepeatAsync(HttpMethod.Post, address, () => new FileContent(file, 0, file.Size), cancellationToken);
        if (sent.Flag("success") == false)
        {
            throw new ToolException(InstagramErrors.All.Garbled);
        }
    }
}
