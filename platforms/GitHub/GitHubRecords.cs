using System.Text.Json;
using System.Text.Json.Serialization;

namespace Squaremcp.Platforms.GitHub;

[JsonSourceGenerationOptions(
    JsonSerializerDefaults.General, PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(NothingAsked))]
[JsonSerializable(typeof(OwnAccount))]
[JsonSerializable(typeof(ListRepos))]
[JsonSerializable(typeof(ReposFound))]
[JsonSerializable(typeof(ReadFiles))]
[JsonSerializable(typeof(FilesRead))]
[JsonSerializable(typeof(ListIssues))]
[JsonSerializable(typeof(IssuesFound))]
[JsonSerializable(typeof(CreateIssue))]
[JsonSerializable(typeof(CreatedIssue))]
[JsonSerializable(typeof(AddComment))]
[JsonSerializable(typeof(AddedComment))]
[JsonSerializable(typeof(ListPrs))]
[JsonSerializable(typeof(PrsFound))]
[JsonSerializable(typeof(GetPr))]
[JsonSerializable(typeof(PrRead))]
[JsonSerializable(typeof(ListPrFiles))]
[JsonSerializable(typeof(PrFilesFound))]
[JsonSerializable(typeof(CreatePr))]
[JsonSerializable(typeof(UpdatePr))]
[JsonSerializable(typeof(MergePr))]
[JsonSerializable(typeof(MergedPr))]
[JsonSerializable(typeof(ReviewPr))]
[JsonSerializable(typeof(AddedReview))]
internal sealed partial class GitHubRecordsJson : JsonSerializerContext;

/// <summary>The metadata above, writing letters beyond ASCII as they are.</summary>
internal static class GitHubRecords
{
    internal static GitHubRecordsJson Json { get; } = new(ReadableJson.Of(GitHubRecordsJson.Default));
}
