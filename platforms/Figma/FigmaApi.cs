using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Squaremcp.Platforms.Http;

namespace Squaremcp.Platforms.Figma;

/// <summary>Figma's REST API (https://developers.figma.com/docs/rest-api) for one account.</summary>
internal sealed class FigmaApi(PlatformClient figma)
{
    private const string Look = "Look with figma_get_comments before you repeat it.";

    internal async Task<JsonElement> GetAsync(string path, CancellationToken cancellationToken)
    {
        var answer = await figma.ReadAsync(HttpMethod.Get, path, cancellationToken);
        return !answer.IsSuccess ? throw new ToolException(FigmaErrors.Of(answer)) : LooseJson.Parse(answer.Body) ?? throw new ToolException(FigmaErrors.Garbled);
    }

    /// <summary>Once: where the answer is lost, so is whether it was done.</summary>
    internal async Task<JsonElement> CommentAsync(string path, JsonObject body, CancellationToken cancellationToken)
    {
        PlatformAnswer answer;
        try
        {
            answer = await figma.WriteAsync(HttpMethod.Post, path, new(Encoding.UTF8.GetBytes(body.ToJsonString()), "application/json"), cancellationToken);
        }
        catch (ToolException lost) when (lost.Error.Kind == ToolErrorKind.OutcomeUnknown)
        {
            throw new ToolException(new(ToolErrorKind.OutcomeUnknown, $"Figma failed or broke off before it answered, so it is not known whether the comment was made. {Look}"));
        }

        return !answer.IsSuccess ? throw new ToolException(FigmaErrors.Of(answer))
            : LooseJson.Parse(answer.Body) is { } made && made.Id("id") is not null ? made
            : throw new ToolException(new(ToolErrorKind.OutcomeUnknown, $"Figma took the comment and answered something that is not what it documents, perhaps cut off. {Look}"));
    }
}
