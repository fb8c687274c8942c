using System.Text.Json;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.OAuth;
using Squaremcp.Platforms.Snapchat;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Snapchat;

/// <summary>The connector on a Snapchat of its own.</summary>
public abstract class SnBench : OAuthBench
{
    internal const string Anna = "2f5dd7f6-c0b3-4f5e-9d8e-0f3a1c9d2b11", Ads = "/adsapi.snapchat.com/v1/", Profiles = "/businessapi.snapchat.com/v1/public_profiles/", Pid = "aa11bb22-0000-4000-8000-000000000001";

    /// <summary>One good call of each tool.</summary>
    internal static readonly IReadOnlyDictionary<string, string> Calls = new Dictionary<string, string>
    {
        ["snapchat_get_me"] = "{}",
        ["snapchat_get_ad_accounts"] = "{}",
        ["snapchat_create_snap"] = """{"media":"fil_video"}""",
    };

    internal override string Settings => $$"""{"account_id":"{{Anna}}","name":"Anna"}""";

    internal override IOAuthConnector Make(OutboundHttp http, TimeProvider clock, ICustomerFiles files) => new SnapchatConnector(http, clock, files);

    internal static JsonElement Arguments(string tool) => JsonElement.Parse(Calls[tool]);

    /// <summary>Snapchat as it is when all goes well.</summary>
    internal static StandInAnswer? Well(SentToStandIn asked) => asked.Target switch
    {
        Profiles + "my_profile" => new(200, """{"request_status":"SUCCESS","public_profile":{"id":"aa11bb22-0000-4000-8000-000000000001","display_name":"Harbour News"}}"""),
        Profiles + Pid + "/media" => new(200, """{"request_status":"SUCCESS","media_id":"m1","add_path":"/v1/public_profiles/aa11/media/m1/up?s=add","finalize_path":"/v1/public_profiles/aa11/media/m1/up?s=end"}"""),
        "/businessapi.snapchat.com/v1/public_profiles/aa11/media/m1/up?s=add" or "/businessapi.snapchat.com/v1/public_profiles/aa11/media/m1/up?s=end" => new(200, """{"request_status":"success"}"""),
        Profiles + Pid + "/stories" => new(200, """{"request_status":"SUCCESS","story_id":"s1"}"""),
        Profiles + Pid + "/saved_stories" => new(200, """{"request_status":"SUCCESS","saved_stories":[{"sub_request_status":"success","saved_story":{"id":"s2"}}]}"""),
        Profiles + Pid + "/spotlights" => new(200, """{"request_status":"SUCCESS","spotlight_id":"s3"}"""),
        _ => new(404, "{}"),
    };
}
