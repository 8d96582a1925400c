/** How a grape, or a way of making wine, shows in the glass. */
export type Taste = {
  body: readonly string[];
  aromas: readonly string[];
  /** Follows “with”. */
  palate: readonly string[];
  /** Follows “with” or “for”. */
  food: readonly string[];
};

export const tastes = {
  'Pinot Noir': {
    body: ['silky', 'light-footed', 'medium-bodied'],
    aromas: ['red cherry', 'wild strawberry', 'rose petal', 'forest floor', 'clove', 'beetroot'],
    palate: ['fine, silky tannins', 'bright acidity', 'a long, cool finish'],
    food: ['roast duck', 'mushroom risotto', 'coq au vin', 'grilled salmon', 'a ripe Brie'],
  },
  Gamay: {
    body: ['juicy', 'light-bodied', 'bright'],
    aromas: ['raspberry', 'violet', 'red plum', 'crushed granite', 'white pepper'],
    palate: ['crunchy fruit', 'next to no tannin', 'a peppery lift at the end'],
    food: ['charcuterie', 'roast chicken', 'sausages and lentils', 'a picnic'],
  },
  'Cabernet Sauvignon': {
    body: ['full-bodied', 'structured', 'deep-coloured'],
    aromas: ['blackcurrant', 'cedar', 'graphite', 'mint', 'tobacco leaf', 'black cherry'],
    palate: ['firm, ripe tannins', 'a straight-backed structure', 'dark fruit to the very end'],
    food: ['rib of beef', 'rack of lamb', 'venison stew', 'an aged Cheddar'],
  },
  Merlot: {
    body: ['supple', 'full-bodied', 'velvety'],
    aromas: ['plum', 'black cherry', 'bay leaf', 'cocoa', 'violet', 'damp earth'],
    palate: ['velvety tannins', 'generous fruit', 'a soft, round middle'],
    food: ['roast lamb', 'duck breast', 'mushrooms on toast', 'beef and onion pie'],
  },
  'Cabernet Franc': {
    body: ['medium-bodied', 'fresh', 'fragrant'],
    aromas: ['raspberry leaf', 'redcurrant', 'pencil shavings', 'bell pepper', 'violet'],
    palate: ['chalky tannins', 'a cool, leafy freshness', 'lively acidity'],
    food: ['goat’s cheese', 'roast pork', 'a herb omelette', 'grilled aubergine'],
  },
  Syrah: {
    body: ['full-bodied', 'savoury', 'dark'],
    aromas: ['blackberry', 'black olive', 'cracked pepper', 'smoked bacon', 'violet', 'liquorice'],
    palate: ['a savoury grip', 'polished tannins', 'pepper all the way through'],
    food: ['barbecued lamb', 'cassoulet', 'peppered steak', 'ratatouille'],
  },
  Grenache: {
    body: ['generous', 'full-bodied', 'warm'],
    aromas: ['stewed strawberry', 'wild thyme', 'dried fig', 'kirsch', 'white pepper'],
    palate: ['soft tannins', 'a warm, spicy finish', 'ripe fruit held in check by herbs'],
    food: ['slow-cooked lamb shoulder', 'daube of beef', 'stuffed peppers', 'Manchego'],
  },
  Sangiovese: {
    body: ['medium-bodied', 'savoury', 'taut'],
    aromas: ['sour cherry', 'dried oregano', 'leather', 'tomato leaf', 'orange peel'],
    palate: ['grippy tannins', 'mouth-watering acidity', 'a savoury, tea-like finish'],
    food: ['bistecca', 'pappardelle with wild boar', 'Pecorino', 'pizza'],
  },
  Nebbiolo: {
    body: ['pale but powerful', 'perfumed', 'full-bodied'],
    aromas: ['dried rose', 'tar', 'morello cherry', 'truffle', 'liquorice'],
    palate: ['tannins that ask for food', 'great length', 'enough acidity for a long life'],
    food: ['braised beef', 'truffled tagliatelle', 'osso buco', 'hard mountain cheese'],
  },
  Barbera: {
    body: ['juicy', 'medium-bodied', 'lively'],
    aromas: ['black cherry', 'plum skin', 'violet', 'dried herbs'],
    palate: ['racy acidity', 'soft tannins', 'plenty of dark fruit'],
    food: ['ravioli in butter', 'salami', 'lasagne', 'roast peppers with anchovy'],
  },
  Tempranillo: {
    body: ['medium-bodied', 'mellow', 'well-rounded'],
    aromas: ['red plum', 'vanilla', 'leather', 'dill', 'dried cherry', 'cigar box'],
    palate: ['mellow tannins', 'sweet spice from the barrel', 'a savoury finish'],
    food: ['roast suckling lamb', 'chorizo', 'patatas riojanas', 'Manchego'],
  },
  Mencía: {
    body: ['fragrant', 'medium-bodied', 'fresh'],
    aromas: ['pomegranate', 'violet', 'wet slate', 'redcurrant', 'white pepper'],
    palate: ['stony freshness', 'fine-grained tannins', 'a floral lift'],
    food: ['octopus with paprika', 'roast pork belly', 'lentil stew'],
  },
  'Touriga Nacional': {
    body: ['full-bodied', 'dense', 'floral'],
    aromas: ['bergamot', 'violet', 'blueberry', 'rockrose', 'dark chocolate'],
    palate: ['sturdy tannins', 'dense, dark fruit', 'a fragrant finish'],
    food: ['roast kid', 'feijoada', 'grilled steak', 'sheep’s-milk cheese'],
  },
  Malbec: {
    body: ['full-bodied', 'plush', 'inky'],
    aromas: ['damson', 'violet', 'blackberry', 'cocoa nib', 'warm stones'],
    palate: ['plush tannins', 'ripe fruit and mountain freshness', 'a smooth, dark finish'],
    food: ['rump steak', 'empanadas', 'chilli con carne', 'blue cheese'],
  },
  Carmenère: {
    body: ['medium-bodied', 'smooth', 'spicy'],
    aromas: ['blackberry', 'green peppercorn', 'coffee', 'roast pepper', 'plum'],
    palate: ['smooth tannins', 'a smoky, spicy finish', 'gentle acidity'],
    food: ['slow-roast pork', 'chilli beans', 'shepherd’s pie'],
  },
  Zinfandel: {
    body: ['full-bodied', 'exuberant', 'ripe'],
    aromas: ['bramble jam', 'black pepper', 'liquorice', 'raspberry', 'clove'],
    palate: ['ripe, jammy fruit', 'warmth and spice', 'easy tannins'],
    food: ['barbecued ribs', 'burgers', 'pulled pork'],
  },
  Blaufränkisch: {
    body: ['medium-bodied', 'taut', 'peppery'],
    aromas: ['blueberry', 'black pepper', 'sour cherry', 'iron', 'sage'],
    palate: ['a mineral edge', 'brisk acidity', 'fine, dry tannins'],
    food: ['goulash', 'roast goose', 'venison with juniper'],
  },
  Chardonnay: {
    body: ['rounded', 'medium-bodied', 'precise'],
    aromas: ['white peach', 'lemon curd', 'hazelnut', 'fresh butter', 'oyster shell', 'pear'],
    palate: ['a creamy middle and a dry finish', 'bright citrus acidity', 'quiet, well-judged oak'],
    food: ['roast chicken', 'sole in butter', 'lobster', 'a Comté tart'],
  },
  'Sauvignon Blanc': {
    body: ['crisp', 'zesty', 'light-bodied'],
    aromas: [
      'gooseberry',
      'cut grass',
      'grapefruit',
      'blackcurrant leaf',
      'flint',
      'passion fruit',
    ],
    palate: ['racing acidity', 'a clean, dry finish', 'plenty of citrus'],
    food: ['goat’s cheese', 'oysters', 'asparagus', 'Thai salads'],
  },
  Riesling: {
    body: ['racy', 'fine-boned', 'feather-light'],
    aromas: ['lime zest', 'green apple', 'slate', 'white peach', 'apricot', 'jasmine'],
    palate: ['electric acidity', 'a stony, saline finish', 'fruit and acidity in balance'],
    food: ['pork schnitzel', 'smoked trout', 'Vietnamese summer rolls', 'crab'],
  },
  'Chenin Blanc': {
    body: ['dry', 'medium-bodied', 'honeyed'],
    aromas: ['quince', 'baked apple', 'chamomile', 'honey'],
    palate: ['waxy depth', 'a tart, appley finish', 'honeyed fruit over firm acidity'],
    food: ['pork with apples', 'Thai green curry', 'rillettes', 'soft cheeses'],
  },
  'Grüner Veltliner': {
    body: ['dry', 'peppery', 'crisp'],
    aromas: ['white pepper', 'green pear', 'radish', 'lime', 'lentil'],
    palate: ['a peppery bite', 'brisk, refreshing acidity', 'a dry, stony finish'],
    food: ['Wiener schnitzel', 'asparagus', 'freshwater fish', 'sushi'],
  },
  Albariño: {
    body: ['crisp', 'sea-fresh', 'dry'],
    aromas: ['peach skin', 'lemon', 'sea spray', 'orange blossom', 'melon'],
    palate: ['a salty finish', 'ripe fruit and sharp acidity', 'a light prickle of freshness'],
    food: ['grilled sardines', 'clams', 'scallops', 'seafood rice'],
  },
  Verdejo: {
    body: ['aromatic', 'dry', 'crisp'],
    aromas: ['fennel', 'grapefruit', 'hay', 'white peach'],
    palate: ['a pleasantly bitter twist', 'fresh acidity', 'a herbal finish'],
    food: ['tortilla', 'grilled prawns', 'green salads'],
  },
  'Pinot Gris': {
    body: ['rich', 'off-dry', 'textured'],
    aromas: ['ripe pear', 'honey', 'smoke', 'quince', 'ginger'],
    palate: ['an oily, generous texture', 'a hint of sweetness', 'gentle spice'],
    food: ['onion tart', 'pork terrine', 'Munster', 'roast turkey'],
  },
  Gewürztraminer: {
    body: ['heady', 'off-dry', 'full-scented'],
    aromas: ['lychee', 'rose water', 'ginger', 'Turkish delight', 'mango'],
    palate: ['soft acidity', 'an exotic, spicy sweetness', 'a long, perfumed finish'],
    food: ['Munster', 'Sichuan chicken', 'foie gras', 'fruit tarts'],
  },
  Garganega: {
    body: ['dry', 'light-bodied', 'gentle'],
    aromas: ['almond', 'lemon', 'chamomile', 'yellow plum'],
    palate: ['an almond-skin finish', 'gentle acidity', 'quiet, stony fruit'],
    food: ['spaghetti alle vongole', 'risi e bisi', 'baked sea bream'],
  },
  Vermentino: {
    body: ['breezy', 'dry', 'herb-scented'],
    aromas: ['lemon peel', 'rosemary', 'green almond', 'sea salt', 'fennel'],
    palate: ['a savoury, salty edge', 'a bitter-almond finish', 'sunny fruit'],
    food: ['pasta with bottarga', 'grilled squid', 'pesto'],
  },
  Viognier: {
    body: ['opulent', 'full-bodied', 'fragrant'],
    aromas: ['apricot', 'honeysuckle', 'orange blossom', 'white peach'],
    palate: ['a silken texture', 'low acidity and high perfume', 'a dry, apricot-scented finish'],
    food: ['lobster', 'Moroccan chicken', 'roast squash'],
  },
  Assyrtiko: {
    body: ['bone-dry', 'mineral', 'salty'],
    aromas: ['lemon', 'volcanic smoke', 'beeswax', 'sea salt'],
    palate: ['piercing acidity', 'a smoky, saline finish', 'real weight behind the citrus'],
    food: ['grilled octopus', 'fried courgettes', 'feta', 'red mullet'],
  },
  Furmint: {
    body: ['dry', 'taut', 'smoky'],
    aromas: ['quince', 'lime', 'acacia', 'wood smoke', 'pear'],
    palate: ['steely acidity', 'a smoky, mineral finish', 'a little honey'],
    food: ['roast goose', 'paprika chicken', 'freshwater fish'],
  },
  Rosé: {
    body: ['pale, dry', 'crisp', 'delicate'],
    aromas: ['redcurrant', 'wild strawberry', 'pink grapefruit', 'white peach', 'garrigue herbs'],
    palate: ['a clean, dry finish', 'soft red fruit', 'a saline edge'],
    food: ['salade niçoise', 'grilled prawns', 'bouillabaisse', 'grilled sardines'],
  },
  Sparkling: {
    body: ['fine-beaded', 'elegant', 'dry'],
    aromas: ['green apple', 'brioche', 'lemon', 'toasted almond', 'white flowers'],
    palate: ['a creamy mousse', 'a chalky, dry finish', 'fine, persistent bubbles'],
    food: ['oysters', 'smoked salmon', 'salted almonds', 'fish and chips', 'gougères'],
  },
  Prosecco: {
    body: ['frothy', 'light-hearted', 'fresh'],
    aromas: ['pear', 'acacia', 'white peach', 'lemon sherbet'],
    palate: ['soft bubbles', 'a gently fruity finish', 'easy freshness'],
    food: ['prosciutto and melon', 'fritto misto'],
  },
  Port: {
    body: ['rich', 'velvety', 'warming'],
    aromas: ['dried fig', 'walnut', 'black cherry', 'dark chocolate', 'orange peel'],
    palate: ['warming sweetness', 'a long, nutty finish', 'dense, sweet fruit'],
    food: ['Stilton', 'dark chocolate', 'walnut tart', 'crème brûlée'],
  },
  Sherry: {
    body: ['bone-dry', 'salty', 'nutty'],
    aromas: ['green almond', 'sourdough', 'sea salt', 'hazelnut', 'bruised apple'],
    palate: ['a salty tang', 'a bone-dry finish', 'remarkable length'],
    food: ['salted almonds', 'Ibérico ham', 'fried fish', 'green olives'],
  },
} as const satisfies Record<string, Taste>;
