using System.ComponentModel;
using System.Text.Json;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Squaremcp.Frontend.Mcp.Conformance;

/// <summary>Fixtures that answer with fixed content, one of each kind.</summary>
internal static class ContentTools
{
    private static readonly JsonElement RichSchema = JsonElement.Parse("""
        {
          "$schema": "https://json-schema.org/draft/2020-12/schema",
          "type": "object",
          "$defs": {
            "address": { "$anchor": "address", "type": "object", "properties": { "street": { "type": "string" }, "city": { "type": "string" } } }
          },
          "properties": {
            "name": { "type": "string" },
            "address": { "$ref": "#/$defs/address" },
            "contact": { "type": "string", "enum": ["phone", "mail"] },
            "phone": { "type": "string" },
            "mail": { "type": "string" }
          },
          "allOf": [{ "anyOf": [{ "required": ["phone"] }, { "required": ["mail"] }, { "not": { "required": ["contact"] } }] }],
          "anyOf": [{ "required": ["name"] }, { "required": ["address"] }, { "maxProperties": 0 }],
          "if": { "properties": { "contact": { "const": "phone" } }, "required": ["contact"] },
          "then": { "required": ["phone"] },
          "else": { "properties": { "phone": { "type": "string" } } },
          "additionalProperties": false
        }
        """);

    internal static IEnumerable<McpServerTool> All =>
    [
        Make("test_simple_text", "Answers with one text.", () => "This is a simple text response for testing."),
        Make("test_image_content", "Answers with one image.", () => Samples.Image),
        Make("test_audio_content", "Answers with one sound.", () => Samples.Sound),
        Make("test_embedded_resource", "Answers with an embedded resource.", () => Samples.Embedded("test://embedded-resource", "text/plain", "This is an embedded resource content.")),
        Make("test_multiple_content_types", "Answers with a text, an image and a resource.", Mixed),
        Make("test_error_handling", "Always fails.", CallToolResult () => new() { IsError = true, Content = [new TextContentBlock { Text = "This tool intentionally returns an error for testing" }] }),
        Make("test_header_tool", "Has an argument that a header repeats.",
            ([McpHeader("Region"), Description("Where to run.")] string region, [Description("What to run.")] string query) => $"Ran {query} in {region}."),
        WithSchema(Make("json_schema_2020_12_tool", "Has an input schema with $defs and $ref.", () => "The schema came through."), RichSchema),
    ];

    internal static McpServerTool Make(string name, string description, Delegate run) => McpServerTool.Create(run, new() { Name = name, Description = description });

    private static McpServerTool WithSchema(McpServerTool tool, JsonElement schema)
    {
        tool.ProtocolTool.InputSchema = schema;
        return tool;
    }

    private static ContentBlock[] Mixed() =>
    [
        new TextContentBlock { Text = "Multiple content types test:" },
        Samples.Image,
        Samples.Embedded("test://mixed-content-resource", "application/json", """{"test":"data","value":123}"""),
    ];
}
