using System.ComponentModel;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Squaremcp.Frontend.Mcp.Conformance;

internal static class PromptFixtures
{
    internal static IEnumerable<McpServerPrompt> All =>
    [
        Make("test_simple_prompt", "One message, no argument.", () => "This is a simple prompt for testing."),
        Make("test_prompt_with_arguments", "Two arguments that come back.",
            ([Description("The first.")] string arg1, [Description("The second.")] string arg2) => $"Prompt with arguments: arg1='{arg1}', arg2='{arg2}'"),
        Make("test_prompt_with_embedded_resource", "A resource in a message.",
            ([Description("The resource's address.")] string resourceUri) => Messages(Samples.Embedded(resourceUri, "text/plain", "Embedded resource content for testing."), "Please read the resource above.")),
        Make("test_prompt_with_image", "An image in a message.", () => Messages(Samples.Image, "Please look at the image above.")),
        Make("test_input_required_result_prompt", "Asks for something before it answers.", Continue),
    ];

    private static McpServerPrompt Make(string name, string description, Delegate make) => McpServerPrompt.Create(make, new() { Name = name, Description = description });

    private static PromptMessage[] Messages(ContentBlock content, string text) =>
        [new() { Role = Role.User, Content = content }, new() { Role = Role.User, Content = new TextContentBlock { Text = text } }];

    private static string Continue(RequestContext<GetPromptRequestParams> request) =>
        request.Params.InputResponses?.TryGetValue("user_context", out var answer) == true
            ? $"Please continue with: {QuestionTools.Field(answer, "context")}"
            : throw QuestionTools.Questions(("user_context", QuestionTools.Form("What should the prompt be about?", Forms.Text("context"))));
}
