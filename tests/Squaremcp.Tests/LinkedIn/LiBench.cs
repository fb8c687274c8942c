using System.Text.Json;
using Squaremcp.Platforms;
using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.LinkedIn;
using Squaremcp.Platforms.OAuth;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.LinkedIn;

/// <summary>The connector on a LinkedIn of its own.</summary>
public abstract class LiBench : OAuthBench
{
    internal const string Anna = "yrZCpj2Z12", Profile = """{"sub":"yrZCpj2Z12","name":"Anna Ångström"}""", Video = "urn:li:video:C5F10AQGKQg_6y2a4sQ";

    /// <summary>One good call of each tool.</summary>
    internal static readonly IReadOnlyDictionary<string, string> Calls = new Dictionary<string, string>
    {
        ["linkedin_get_profile"] = "{}",
        ["linkedin_create_post"] = """{"text":"x"}""",
        ["linkedin_search_connections"] = "{}",
        ["linkedin_send_message"] = """{"recipients":["urn:li:person:a"],"text":"x"}""",
        ["linkedin_upload_video"] = """{"video":"fil_video","text":"x"}""",
        ["linkedin_upload_images"] = """{"images":["fil_video","fil_video"],"text":"x"}""",
        ["linkedin_upload_document"] = """{"document":"fil_video","title":"x","text":"x"}""",
    };

    internal override string Settings => $$"""{"account_id":"{{Anna}}","name":"Anna Ångström"}""";

    internal override IOAuthConnector Make(OutboundHttp http, TimeProvider clock, ICustomerFiles files) => new LinkedInConnector("202607", http, clock, files);

    /// <summary>A file that the tool takes.</summary>
    internal void Fit(string tool) => File = tool switch
    {
        "linkedin_upload_images" => new(10, "image/png"),
        "linkedin_upload_document" => new(10, "application/pdf"),
        _ => new(76_800),
    };

    internal static JsonElement Arguments(string tool) => JsonElement.Parse(Calls[tool]);
}
