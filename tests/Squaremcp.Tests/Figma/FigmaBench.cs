using Squaremcp.Platforms;
using Squaremcp.Platforms.Figma;
using Squaremcp.Platforms.Http;
using Squaremcp.Platforms.OAuth;
using Squaremcp.Tests.Support;

namespace Squaremcp.Tests.Figma;

/// <summary>The connector of Figma on a Figma of its own.</summary>
public abstract class FigmaBench : OAuthBench
{
    internal const string Anna = "9007199254740993123", Key = "AbCdEfGhIjKlMnOpQrStUv", Api = "/api.figma.com";

    internal override string Settings => $$"""{"account_id":"{{Anna}}","name":"anna@example.org"}""";

    internal override IOAuthConnector Make(OutboundHttp http, TimeProvider clock, ICustomerFiles files) => new FigmaConnector(http, clock);

    /// <summary>Each call that is answered well.</summary>
    internal static (string Tool, object Arguments)[] Intents { get; } =
    [
        ("figma_get_me", new { }),
        ("figma_list_files", new { team_id = "5" }),
        ("figma_list_files", new { folder_id = "7", branches = true }),
        ("figma_read_file", new { file = Key, version = "3" }),
        ("figma_read_file", new { file = Key, node_ids = new[] { "1-2", "I1:2;3:4" }, depth = 4 }),
        ("figma_export_assets", new { file = Key, node_ids = new[] { "1:2" }, format = "jpg", scale_percent = 50, version = "3" }),
        ("figma_export_assets", new { file = Key, image_fills = true }),
        ("figma_get_comments", new { file = Key }),
        ("figma_add_comment", new { file = Key, message = "x", node_id = "1:2" }),
        ("figma_add_comment", new { file = Key, message = "x", reply_to = "1" }),
    ];

    internal static StandInAnswer Well(SentToStandIn request) => request.Path[Api.Length..].Split('/') switch
    {
        [_, _, "me"] => new(200, $$"""{"id":"{{Anna}}","handle":"Anna","email":"anna@example.org"}"""),
        [_, "v2", _, _, "folders"] => new(200, """{"name":"x","folders":[{"id":"7","name":"y"}]}"""),
        [_, "v2", _, _, "files"] => new(200, $$"""{"name":"x","files":[{"key":"{{Key}}","name":"y"}]}"""),
        [.., "nodes"] => new(200, """{"name":"x","version":"1","nodes":{"1:2":{"document":{"id":"1:2","name":"a","type":"FRAME"}}}}"""),
        [_, _, "images", _] => new(200, """{"err":null,"images":{"1:2":"https://s3/x"}}"""),
        [.., "images"] => new(200, """{"meta":{"images":{"abc":"https://s3/x"}}}"""),
        [.., "comments"] when request.Verb == "POST" => new(200, """{"id":"3"}"""),
        [.., "comments"] => new(200, """{"comments":[{"id":"1","message":"x"},{"id":"2","parent_id":"1","message":"y"}]}"""),
        [.., "meta"] => new(200, """{"file":{"name":"Home"}}"""),
        [_, _, "files", _] => new(200, """{"name":"x","version":"1","document":{"id":"0:0","children":[{"id":"0:1","name":"Page","type":"CANVAS"}]}}"""),
        _ => new(404, "{}"),
    };
}
