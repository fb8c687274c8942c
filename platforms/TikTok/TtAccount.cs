using System.Text.Json;
using System.Text.Json.Nodes;
using Squaremcp.Platforms.OAuth;

namespace Squaremcp.Platforms.TikTok;

/// <summary>What the TikTok tools do, for one connected account.</summary>
/// <param name="granted">The scopes TikTok granted; null where it did not say.</param>
internal sealed class TtAccount(TtApi api, OAuthAccount connected, IReadOnlyList<string>? granted, GivenFiles files)
{
    private const string Basic = "open_id,union_id,avatar_url,display_name";

    internal TtApi Api => api;

    internal GivenFiles Files => files;

    internal string Name => connected.Name;

    /// <summary>Asks only for what was granted: one field more and TikTok refuses all.</summary>
    internal async Task<AccountProfile> ProfileAsync(CancellationToken cancellationToken)
    {
        var fields = Basic + (Has("user.info.profile") ? ",username,bio_description,profile_deep_link,is_verified" : "") + (Has("user.info.stats") ? ",follower_count,following_count,likes_count,video_count" : "");
        var profile = await ReadAsync(api, fields, cancellationToken);
        return profile.OpenId == connected.AccountId
            ? profile
            : throw new ToolException(new(ToolErrorKind.NeedsReconnection, $"TikTok answers for another account than the one that was connected ({connected.Name}). Call square_connect_platform and ask the person you work for to connect the account again."));
    }

    internal static Task<AccountProfile> IdentifyAsync(TtApi api, CancellationToken cancellationToken) => ReadAsync(api, "open_id,display_name", cancellationToken);

    internal async Task<CreatorInfo> CreatorAsync(CancellationToken cancellationToken)
    {
        Granted("video.publish");
        var data = await api.PostAsync(TtPaths.Creator, null, cancellationToken);
        return data.Words("creator_username") is { } name
            ? new(
                $"@{name}", data.Words("creator_nickname"), [.. data.Each("privacy_level_options").Select(level => level.GetString()).OfType<string>()], data.Flag("comment_disabled") ?? false, data.Flag("duet_disabled") ?? false,
                data.Flag("stitch_disabled") ?? false, data.Count("max_video_post_duration_sec"), data.Words("creator_avatar_url"))
            : throw new ToolException(TtErrors.Garbled);
    }

    internal async Task<VideoStatus> StatusAsync(string publishId, CancellationToken cancellationToken)
    {
        if (granted is not null && !Has("video.publish"))
        {
            Granted("video.upload");
        }

        var data = await api.PostAsync(TtPaths.Status, new JsonObject { ["publish_id"] = publishId }, cancellationToken);

        // The spelling is TikTok's.
        var posts = data.Each("publicaly_available_post_id", "publicly_available_post_id").Select(Digits).OfType<string>().ToList();
        return data.Words("status") is { } status
            ? new(status, data.Words("fail_reason") is { Length: > 0 } reason ? reason : null, posts.Count > 0 ? posts : null, data.Count("uploaded_bytes"))
            : throw new ToolException(TtErrors.Garbled);
    }

    /// <exception cref="ToolException">The person did not allow it when connecting.</exception>
    internal void Granted(string scope)
    {
        if (granted is not null && !granted.Contains(scope))
        {
            throw new ToolException(TtErrors.NotGranted(scope));
        }
    }

    private bool Has(string scope) => granted?.Contains(scope) == true;

    private static async Task<AccountProfile> ReadAsync(TtApi api, string fields, CancellationToken cancellationToken)
    {
        var user = (await api.GetAsync(TtPaths.Profile, fields, cancellationToken)).Inside("user");
        return user.Words("open_id") is { Length: > 0 } id
            ? new(
                id, user.Words("display_name") ?? id, user.Words("username") is { Length: > 0 } name ? $"@{name}" : null, user.Words("bio_description"), user.Flag("is_verified"), user.Count("follower_count"), user.Count("following_count"),
                user.Count("likes_count"), user.Count("video_count"), user.Words("avatar_url"), user.Words("profile_deep_link"))
            : throw new ToolException(TtErrors.Garbled);
    }

    private static string? Digits(JsonElement id) => id.ValueKind switch
    {
        JsonValueKind.String => id.GetString(),
        JsonValueKind.Number => id.GetRawText(),
        _ => null,
    };
}
