using Squaremcp.Platforms.Http;

namespace Squaremcp.Platforms.TikTok;

/// <summary>What TikTok's refusals mean: a code in the answer, whatever its status.</summary>
internal static class TtErrors
{
    private const int MostWords = 300;

    internal static ToolError Garbled => new(ToolErrorKind.PlatformUnavailable, "TikTok answered something that is not what it documents, perhaps cut off. Nothing was published by this; try again later.");

    /// <summary>The account was connected, but not for this.</summary>
    internal static ToolError NotGranted(string scope) => new(
        ToolErrorKind.NeedsReconnection,
        $"This TikTok account was connected without the right to do this ({scope}). Nothing was sent. Call square_connect_platform and ask the person you work for to connect it again and to leave that right in.");

    internal static ToolError Of(PlatformAnswer answer, string? code, string? words) => code switch
    {
        "access_token_invalid" => new(ToolErrorKind.NeedsReconnection, "TikTok does not accept the stored credential any more. Ask the person you work for to connect the account again.") { IsTokenRefused = true },
        "scope_not_authorized" or "scope_permission_missed" => new(
            ToolErrorKind.NeedsReconnection, "The person did not give TikTok's consent to this, or has taken it back. Nothing was done. Call square_connect_platform and ask the person you work for to connect the account again and to leave all rights in."),
        "rate_limit_exceeded" => new(ToolErrorKind.RateLimited, "TikTok takes no more calls of this kind from this account within this minute. Nothing was done.") { RetryAfter = answer.RetryAfter ?? TimeSpan.FromMinutes(1) },
        "unaudited_client_can_only_post_to_private_accounts" => new(
            ToolErrorKind.NotPermittedByPlatform,
            "TikTok has not audited this installation's app yet; until then it publishes only on accounts that are set to private, with privacy_level SELF_ONLY. Nothing was published. The person may set the account to private in TikTok; the operator asks for the audit at https://developers.tiktok.com."),
        "reached_active_user_cap" => new(ToolErrorKind.NotPermittedByPlatform, "This installation's app has posted for as many people today as TikTok lets it. Nothing was published. Try again tomorrow; the operator can ask for TikTok's audit of the app."),
        "privacy_level_option_mismatch" => new(ToolErrorKind.InvalidArgument, "The account does not offer this `privacy_level`. Nothing was published. tiktok_get_creator_info tells which it offers.") { Argument = "privacy_level" },
        "spam_risk_too_many_posts" => new(ToolErrorKind.NotPermittedByPlatform, "The account has published as many videos in a day as TikTok lets apps publish. Nothing was published. Try again tomorrow."),
        "spam_risk_user_banned_from_posting" => new(ToolErrorKind.NotPermittedByPlatform, "TikTok has banned the account from publishing. Nothing was published. The person must look in TikTok."),
        "spam_risk_too_many_pending_share" => new(ToolErrorKind.NotPermittedByPlatform, "Five videos of a day wait in the account's TikTok inbox already. Nothing was sent. The person must deal with those first, or wait a day."),
        "token_not_authorized_for_specified_publish_id" or "invalid_publish_id" => new(ToolErrorKind.NotFound, "TikTok knows no such publish of this account. Give `tiktok_publish_id` as tiktok_create_video told it.") { Argument = "tiktok_publish_id" },
        "invalid_file_upload" => new(ToolErrorKind.InvalidArgument, $"TikTok does not take the file: {Says(words)} Nothing was published.") { Argument = "video" },
        "invalid_params" or "invalid_param" => new(ToolErrorKind.InvalidArgument, $"TikTok refused this: {Says(words)} Nothing was done."),
        "internal_error" => new(ToolErrorKind.PlatformUnavailable, "TikTok failed inside. Nothing was published by this. Try again later."),
        { } other when (int)answer.Status < 500 => new((int)answer.Status == 403 ? ToolErrorKind.NotPermittedByPlatform : ToolErrorKind.InvalidArgument, $"TikTok refused this ({(other.Length > 80 ? other[..80] : other)}): {Says(words)} Nothing was done."),
        _ => (int)answer.Status is >= 300 and < 400
            ? new(ToolErrorKind.PlatformUnavailable, "What answers at TikTok's address is not its API. Nothing was done. The operator should look at SQUAREMCP__Platforms__TikTok__BaseUrl.")
            : answer.IsSuccess ? Garbled : answer.Error(TtFacts.Title),
    };

    /// <summary>Why TikTok, having the whole file, did not publish it.</summary>
    internal static ToolError Failed(string? reason) => reason switch
    {
        "file_format_check_failed" or "duration_check_failed" or "frame_rate_check_failed" or "picture_size_check_failed" => new(
            ToolErrorKind.InvalidArgument, $"TikTok does not take the video ({reason}). Nothing was published. It takes H.264, 23 to 60 frames a second, 360 to 4096 pixels each way.")
        { Argument = "video" },
        "auth_removed" => new(ToolErrorKind.NotPermittedByPlatform, "The person took TikTok's consent back while the video was on its way. Nothing was published. The account must be connected again."),
        "publish_cancelled" => new(ToolErrorKind.Refused, "The person cancelled the video in TikTok. Nothing was published."),
        not null when reason.StartsWith("spam_risk", StringComparison.Ordinal) => new(ToolErrorKind.NotPermittedByPlatform, $"TikTok took the video or its title for spam, or the account may not publish now ({(reason.Length > 80 ? reason[..80] : reason)}). Nothing was published. Trying again will not help today."),
        _ => new(ToolErrorKind.Refused, "TikTok could not process the video and gave no reason that is yours. Nothing was published; the call can be made again."),
    };

    private static string Says(string? words) => string.IsNullOrEmpty(words) ? "no reason given." : words.Length > MostWords ? $"\"{words[..MostWords]}…\"." : $"\"{words}\".";
}
