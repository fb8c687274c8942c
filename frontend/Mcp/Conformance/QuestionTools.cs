using System.Security.Cryptography;
using System.Text;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Request = ModelContextProtocol.Server.RequestContext<ModelContextProtocol.Protocol.CallToolRequestParams>;

namespace Squaremcp.Frontend.Mcp.Conformance;

/// <summary>Fixtures that answer a call with questions, and finish when it comes again with the answers (2026-07-28, patterns/mrtr).</summary>
internal static class QuestionTools
{
    private static readonly byte[] StateKey = RandomNumberGenerator.GetBytes(32);

    internal static IEnumerable<McpServerTool> All =>
    [
        Ask("elicitation", "Asks for a name.", Greet),
        ContentTools.Make("test_incomplete_result_elicitation", "Asks for a name, again where the answer is to another question.", Greet),
        Ask("sampling", "Asks the model for a capital.", request => Answered(request, "capital_question") is { } said
            ? $"The model said: {said.Deserialize(InputResponse.CreateMessageResultJsonTypeInfo)?.Content?.OfType<TextContentBlock>().FirstOrDefault()?.Text}"
            : throw Questions(("capital_question", Capital))),
        Ask("list_roots", "Asks for the client's roots.", request => Answered(request, "client_roots") is { } roots
            ? $"The client has {roots.Deserialize(InputResponse.ListRootsResultJsonTypeInfo)?.Roots?.Count ?? 0} roots."
            : throw Questions(("client_roots", Roots))),
        Ask("request_state", "Gives a state that has to come back.", request => Confirmed(request, "state-ok")),
        Ask("tampered_state", "Refuses a state that was changed.", request => Confirmed(request, "The state came back unchanged.")),
        Ask("multiple_inputs", "Asks three questions at once.", request => request.Params.InputResponses is { Count: >= 3 }
            ? "Three answers came."
            : throw Questions("three", ("user_name", Name), ("greeting", Greeting), ("client_roots", Roots))),
        Ask("multi_round", "Asks twice, one after the other.", request => request.Params.RequestState switch
        {
            null => throw Questions("first", ("step1", Form("What is your name?", Forms.Text("name")))),
            var state when Opened(state) == "first" => throw Questions("second", ("step2", Form("What is your favourite colour?", Forms.Text("color")))),
            _ => "Both answers came.",
        }),
        Ask("capabilities", "Asks only what this client can answer.", WhatTheClientCan),
    ];

    private static InputRequest Name => Form("What is your name?", Forms.Text("name"));

    private static InputRequest Roots => InputRequest.ForRootsList(new());

    private static InputRequest Capital => Sample("What is the capital of France?");

    private static InputRequest Greeting => Sample("Write a greeting.");

    internal static InputRequest Form(string message, ElicitRequestParams.RequestSchema form) => InputRequest.ForElicitation(new() { Message = message, RequestedSchema = form });

    internal static InputRequiredException Questions(params (string Name, InputRequest Question)[] questions) => new(questions.ToDictionary(pair => pair.Name, pair => pair.Question));

    internal static string? Field(InputResponse answer, string field) =>
        answer.Deserialize(InputResponse.ElicitResultJsonTypeInfo)?.Content?.TryGetValue(field, out var value) == true ? value.ToString() : null;

    private static McpServerTool Ask(string name, string description, Func<Request, string> run) => ContentTools.Make($"test_input_required_result_{name}", description, run);

    private static InputRequiredException Questions(string state, params (string Name, InputRequest Question)[] questions) =>
        new(questions.ToDictionary(pair => pair.Name, pair => pair.Question), Sealed(state));

    private static InputRequest Sample(string prompt) => InputRequest.ForSampling(
        new() { Messages = [new() { Role = Role.User, Content = [new TextContentBlock { Text = prompt }] }], MaxTokens = 100 });

    private static InputResponse? Answered(Request request, string question) => request.Params.InputResponses?.TryGetValue(question, out var answer) == true ? answer : null;

    private static string Greet(Request request) => Answered(request, "user_name") is { } answer ? $"Hello, {Field(answer, "name") ?? "stranger"}!" : throw Questions(("user_name", Name));

    private static string Confirmed(Request request, string done) => request.Params.RequestState is { } state && Opened(state) is not null
        ? done
        : throw Questions("confirm", ("confirm", Form("Please confirm.", Forms.YesOrNo("ok"))));

    private static string WhatTheClientCan(Request request)
    {
        if (request.Params.InputResponses is { Count: > 0 })
        {
            return "The answers came.";
        }

        var can = request.JsonRpcRequest.Context?.ClientCapabilities;
        (string, InputRequest)?[] possible =
        [
            can?.Sampling is null ? null : ("capital_question", Capital), can?.Elicitation is null ? null : ("user_name", Name), can?.Roots is null ? null : ("client_roots", Roots),
        ];
        var questions = possible.OfType<(string, InputRequest)>().ToArray();
        return questions.Length == 0 ? "The client can answer no question." : throw Questions(questions);
    }

    /// <summary>The state travels through the client, so it carries a MAC.</summary>
    private static string Sealed(string state) => $"{state}.{Mac(state)}";

    private static string? Opened(string given)
    {
        var cut = given.LastIndexOf('.');
        return cut > 0 && CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given[(cut + 1)..]), Encoding.UTF8.GetBytes(Mac(given[..cut])))
            ? given[..cut]
            : throw new McpProtocolException("requestState was changed on its way. Send back exactly what the last answer held.", McpErrorCode.InvalidParams);
    }

    private static string Mac(string state) => Convert.ToHexStringLower(HMACSHA256.HashData(StateKey, Encoding.UTF8.GetBytes(state)));
}
