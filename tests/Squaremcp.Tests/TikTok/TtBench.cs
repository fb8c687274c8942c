using System.Text.Json;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.OAuth;
using Squaremcp.Platforms.TikTok;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.TikTok;

/// <summary>The connector on a TikTok of its own.</summary>
public abstract class TtBench : OAuthBench
{
    internal const string Anna = "723f24d7-e717-40f8-a2b6-cb8464cd23b4", Fine = "\"error\":{\"code\":\"ok\",\"message\":\"\",\"log_id\":\"1\"}", Api = "/open.tiktokapis.com/v2/";
    internal const string Creator = """{"data":{"creator_username":"anna","creator_nickname":"Anna","creator_avatar_url":"https://p16.example/a.jpg","privacy_level_options":["MUTUAL_FOLLOW_FRIENDS","SELF_ONLY"],"comment_disabled":false,"duet_disabled":true,"stitch_disabled":false,"max_video_post_duration_sec":60},"error":{"code":"ok","message":"","log_id":"1"}}""";

    /// <summary>One good call of each tool.</summary>
    internal static readonly IReadOnlyDictionary<string, string> Calls = new Dictionary<string, string>
    {
        ["tiktok_get_profile"] = "{}",
        ["tiktok_get_creator_info"] = "{}",
        ["tiktok_create_video"] = """{"video":"fil_video","privacy_level":"SELF_ONLY","title":"Look #harbour"}""",
        ["tiktok_get_video_status"] = """{"tiktok_publish_id":"v_pub_file~1"}""",
    };

    internal override string Settings => $$"""{"account_id":"{{Anna}}","name":"Anna"}""";

    internal override IOAuthConnector Make(OutboundHttp http, TimeProvider clock, ICustomerFiles files) => new TikTokConnector(http, clock, files);

    internal static JsonElement Arguments(string tool) => JsonElement.Parse(Calls[tool]);

    /// <summary>TikTok as it is when all goes well.</summary>
    internal StandInAnswer Well(SentToStandIn asked, string status = "PUBLISH_COMPLETE", string more = "") => asked.Target switch
    {
        Api + "post/publish/creator_info/query/" => new(200, Creator),
        Api + "post/publish/video/init/" or Api + "post/publish/inbox/video/init/" => new(200, "{\"data\":{\"publish_id\":\"v_pub_file~1\",\"upload_url\":\"" + Platform.Url + "open-upload.tiktokapis.com/video/?upload_id=1&upload_token=secret\"}," + Fine + "}"),
        Api + "post/publish/status/fetch/" => new(200, "{\"data\":{\"status\":\"" + status + "\"" + more + "}," + Fine + "}"),
        _ when asked.Verb == "PUT" => new(asked.Header("content-range") is { } range && range.Split('-', '/') is [_, var last, var all] && long.Parse(last) + 1 == long.Parse(all) ? 201 : 206, ""),
        _ => new(404, "{}"),
    };
}
